using Serverless.Local.Host.Sinks;

namespace Serverless.Local.Cli.Children;

/// <summary>Tells how a sink is doing: a JSON line whenever that has changed, at most four times a second, and one at the end.</summary>
internal static class SinkTeller
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync(SinkHost host, TextWriter output, CancellationToken end)
    {
        SinkStatus? told = null;
        while (!end.IsCancellationRequested)
        {
            if (host.Status is var status && status != told)
                await TellAsync(told = status, output).ConfigureAwait(false);
            await Task.Delay(Interval, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await TellAsync(host.Status, output).ConfigureAwait(false);
    }

    private static async Task TellAsync(SinkStatus status, TextWriter output)
    {
        try
        {
            await output.WriteLineAsync(Lines.Of(status)).ConfigureAwait(false);
            await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The parent is away: nobody to tell.
        }
    }
}
