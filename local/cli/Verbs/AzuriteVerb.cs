using System.CommandLine;
using Serverless.Local.Emulators;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>azurite</c>: Azure Storage on this machine.</summary>
internal static class AzuriteVerb
{
    public static Command Create()
    {
        var port = Shared.WithDefault("--port", 0, "Where blobs listen on this machine; queues and tables take the next two; 0: free ports.", "N");
        var state = new Option<string?>("--state") { Description = "A folder that keeps everything; without one it is forgotten at the end.", HelpName = "DIR" };
        var addressFile = new Option<string?>("--address-file") { Description = "A file that gets the connection string.", HelpName = "FILE" };
        var withParent = Shared.WithParent();
        return new Command("azurite", "Run Azure Storage's emulator until it is stopped.") { port, state, addressFile, withParent }
            .Does(withParent, async (parsed, stop) =>
            {
                var options = new AzuriteOptions { Services = AzuriteServices.All, Port = parsed.GetValue(port), Location = parsed.GetValue(state) };
                var azurite = await AzuriteServer.StartAsync(options, stop).ConfigureAwait(false);
                await using var open = azurite.ConfigureAwait(false);
                using var address = AddressFile.Write(parsed.GetValue(addressFile), azurite.ConnectionString);
                await Console.Out.WriteLineAsync(azurite.ConnectionString).ConfigureAwait(false);
                await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return ExitCode.Well;
            });
    }
}
