using System.Diagnostics;
using Serverless.Durable.Telemetry;
using Serverless.Local.Host;

namespace Serverless.Local.Cli.Bench;

/// <summary>The real host, running, on a source that lies ready.</summary>
/// <param name="host">The host.</param>
/// <param name="running">Its run.</param>
internal sealed class WholeRoad(PipelineHost host, Task running)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private readonly long _eventsBefore = host.Counters.Total(PipelineCounters.EventsIn);
    private readonly long _predictionsBefore = host.Counters.Total(PipelineCounters.Predictions);

    /// <summary>
    /// Speed from the first records that are cleansed to the last acknowledged prediction. The stages run apart, each as far ahead as it can: measured from the middle on,
    /// what the first ones have done already would be missing.
    /// </summary>
    /// <param name="open">Lets the records through.</param>
    /// <param name="events">Records of the first source.</param>
    /// <param name="predictions">What comes of them.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<RoadSpeed> MeasureAsync(Action open, int events, int predictions, CancellationToken stop)
    {
        if (host.Counters.Total(PipelineCounters.EventsIn) > _eventsBefore)
        {
            throw new CommandException("The embedded broker has handed out records before their time.", ExitCode.Failed);
        }

        var since = Stopwatch.GetTimestamp();
        var (started, processor) = (0L, TimeSpan.Zero);
        open();
        while (true)
        {
            if (running.IsCompleted)
            {
                await running.ConfigureAwait(false);
                throw new CommandException("The host has stopped.", ExitCode.Failed);
            }

            if (started == 0 && host.Counters.Total(PipelineCounters.EventsIn) > _eventsBefore)
            {
                (started, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            }

            var done = host.Counters.Total(PipelineCounters.Predictions) - _predictionsBefore;
            if (done >= predictions)
            {
                return RoadSpeed.Since(started, processor, events);
            }

            if (Stopwatch.GetElapsedTime(since) > Limit)
            {
                throw new CommandException(Shared.Text($"Only {done} of {predictions} events came out: the embedded broker may have forgotten some; take fewer --events."), ExitCode.Failed);
            }

            await Task.Delay(2, stop).ConfigureAwait(false);
        }
    }
}
