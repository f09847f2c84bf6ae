using System.Collections.Immutable;
using Serverless.Durable.Telemetry;

namespace Serverless.Local.Host;

/// <summary>The counters that a status shows.</summary>
internal static class HostCounters
{
    public static ImmutableArray<string> Names { get; } =
    [
        PipelineCounters.EventsIn, PipelineCounters.Clean, PipelineCounters.Labels, PipelineCounters.Dead, PipelineCounters.Dropped, PipelineCounters.Steps,
        PipelineCounters.Duplicates, PipelineCounters.Repeats, PipelineCounters.Late, PipelineCounters.Predictions, PipelineCounters.Routed, PipelineCounters.Windows,
        PipelineCounters.Recoveries, PipelineCounters.Checkpoints, PipelineCounters.Lost, PipelineCounters.LookUps, PipelineCounters.AbsentKeys,
    ];
}
