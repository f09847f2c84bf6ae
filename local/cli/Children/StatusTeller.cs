using Serverless.Local.Host;
using Serverless.Models;

namespace Serverless.Local.Cli.Children;

/// <summary>Tells the parent how the host is doing: a JSON line four times a second, one more at the end.</summary>
internal static class StatusTeller
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync(PipelineHost host, ModelCatalog? models, TextWriter output, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await TellAsync(host, models, output).ConfigureAwait(false);
            await Task.Delay(Interval, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await TellAsync(host, models, output).ConfigureAwait(false);
    }

    private static async Task TellAsync(PipelineHost host, ModelCatalog? models, TextWriter output)
    {
        try
        {
            var status = await host.StatusAsync(CancellationToken.None).ConfigureAwait(false);
            var refusal = models?.Refusals is [var first, ..] ? first.Reason : null;
            await output.WriteLineAsync(Lines.Of(new HostLine(status, refusal))).ConfigureAwait(false);
            await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is Durable.Ports.LogException or IOException)
        {
            // The broker or the parent is away: there will be another status, or nobody to tell it.
        }
    }
}
