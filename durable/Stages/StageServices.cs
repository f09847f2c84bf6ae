using Serverless.Durable.Ports;
using Serverless.Durable.Telemetry;
using Serverless.Streams;

namespace Serverless.Durable.Stages;

/// <summary>What every stage of a pipeline works with.</summary>
/// <param name="Plan">The pipeline.</param>
/// <param name="Log">Sources, keyed topics and outputs.</param>
/// <param name="Checkpoints">Where shards keep their state.</param>
/// <param name="Inference">The models and tables; null in a pipeline without any.</param>
/// <param name="Time">The clock of time-outs and ticks; never of the fold.</param>
/// <param name="Options">The limits.</param>
public sealed record StageServices(PipelinePlan Plan, ILog Log, ICheckpoints Checkpoints, IInference? Inference, TimeProvider Time, StageOptions Options)
{
    /// <summary>What was counted since the start.</summary>
    public PipelineCounters Counters { get; } = new();

    /// <summary>Is told in one line what an operator should know; from any thread.</summary>
    public Action<string> Notice { get; init; } = _ => { };

    /// <summary>Makes the random part of segment names.</summary>
    public Func<Guid> NewGuid { get; init; } = Guid.NewGuid;
}
