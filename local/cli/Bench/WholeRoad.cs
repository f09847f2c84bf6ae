using System.Diagnostics;
using Serverless.Durable.Telemetry;
using Serverless.Local.Host;

namespace Serverless.Local.Cli.Bench;

/// <summary>The real host on a source that lies ready.</summary>
internal static class WholeRoad
{
    private const double WarmUp = 0.2;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Events a second from source to acknowledged prediction, without the first fifth.</summary>
    public static async Task<double> MeasureAsync(PipelineHost host, Task running, int expected, CancellationToken stop)
    {
        var since = Stopwatch.GetTimestamp();
        var (started, before) = (0L, 0L);
        while (true)
        {
            if (running.IsCompleted)
            {
                await running.ConfigureAwait(false);
                throw new CommandException("The host has stopped.", ExitCode.Failed);
            }

            var done = host.Counters.Total(PipelineCounters.Predictions);
            if (started == 0 && done >= expected * WarmUp)
            {
                (started, before) = (Stopwatch.GetTimestamp(), done);
            }

            if (done >= expected)
            {
                return (done - before) / Stopwatch.GetElapsedTime(started).TotalSeconds;
            }

            if (Stopwatch.GetElapsedTime(since) > Limit)
            {
                throw new CommandException(Shared.Text($"Only {done} of {expected} events came out: the embedded broker may have forgotten some; take fewer --events."), ExitCode.Failed);
            }

            await Task.Delay(2, stop).ConfigureAwait(false);
        }
    }
}
