using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Serverless.Local.Cli.Func;
using Serverless.Local.Cli.Run;
using Serverless.Models;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>func</c>: the Functions app on this machine, by Azure's own tools.</summary>
internal static class FuncVerb
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    public static Command Create() => new Command("func", "Start the Functions app with Azure Functions Core Tools: settings are copied, models and tables pushed.").Does(null, async (_, stop) =>
    {
        var settings = FuncSettings.Prepare(AppContext.BaseDirectory);
        var plan = Shared.PlanOf(settings.Needed("Pipeline"));
        var artifacts = new ArtifactSettings(settings.Needed("Artifacts"), settings.Optional("ArtifactsContainer") ?? "artifacts");
        await RunArtifacts.PrepareAsync(plan, artifacts.Open(), stop).ConfigureAwait(false);
        return await RunAsync(settings.Folder, stop).ConfigureAwait(false);
    });

    /// <summary>It has this terminal, so Ctrl+C reaches it as it reaches us.</summary>
    private static async Task<int> RunAsync(string folder, CancellationToken stop)
    {
        using var tools = Start(folder);
        using var stopping = stop.Register(() => _ = EndAsync(tools));
        await tools.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return stop.IsCancellationRequested ? ExitCode.Well : tools.ExitCode;
    }

    private static async Task EndAsync(Process tools)
    {
        using var limit = new CancellationTokenSource(StopTimeout);
        await tools.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!tools.HasExited)
        {
            tools.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string folder)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("func", "start") { WorkingDirectory = folder, UseShellExecute = false })!;
        }
        catch (Win32Exception missing)
        {
            throw new CommandException($"func can't be started ({missing.Message}): install Azure Functions Core Tools 4, see docs/azure.md.", inner: missing);
        }
    }
}
