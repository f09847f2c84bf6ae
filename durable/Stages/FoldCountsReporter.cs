using Serverless.Durable.Telemetry;
using Serverless.Streams.Fold;

namespace Serverless.Durable.Stages;

/// <summary>Carries what a fold counted over to the process's counters, once it is acknowledged.</summary>
internal sealed class FoldCountsReporter(PipelineCounters counters)
{
    private long _repeats;
    private long _duplicates;
    private long _late;
    private long _dead;
    private long _windows;

    public void Start(FoldCounts counts) =>
        (_repeats, _duplicates, _late, _dead, _windows) = (counts.Repeats, counts.Duplicates, counts.Late, counts.Dead, counts.Windows);

    public void Report(FoldCounts counts)
    {
        counters.Add(PipelineCounters.Repeats, counts.Repeats - _repeats);
        counters.Add(PipelineCounters.Duplicates, counts.Duplicates - _duplicates);
        counters.Add(PipelineCounters.Late, counts.Late - _late);
        counters.Add(PipelineCounters.Dead, counts.Dead - _dead, "error");
        counters.Add(PipelineCounters.Windows, counts.Windows - _windows);
        Start(counts);
    }
}
