using System.Diagnostics;
using Serverless.Durable.Telemetry;
using Serverless.Local.Host;

namespace Serverless.Local.Cli.Bench;

/// <summary>The real host on a source that lies ready.</summary>
internal static class WholeRoad
{
    private const double WarmUp = 0.4;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Speed from source to acknowledged prediction, without the first two fifths, in which code is still being compiled.</summary>
    public static async Task<RoadSpeed> MeasureAsync(PipelineHost host, Task running, int expected, CancellationToken stop)
    {
        var since = Stopwatch.GetTimestamp();
        var (started, before, processor) = (0L, 0L, TimeSpan.Zero);
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
                (started, before, processor) = (Stopwatch.GetTimestamp(), done, Environment.CpuUsage.TotalTime);
            }

            if (done >= expected)
            {
                return RoadSpeed.Since(started, processor, done - before);
            }

            if (Stopwatch.GetElapsedTime(since) > Limit)
            {
                throw new CommandException(Shared.Text($"Only {done} of {expected} events came out: the embedded broker may have forgotten some; take fewer --events."), ExitCode.Failed);
            }

            await Task.Delay(2, stop).ConfigureAwait(false);
        }
    }
}
