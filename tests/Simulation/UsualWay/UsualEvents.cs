using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Oracle;
using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation.UsualWay;

/// <summary>Reads an event by the pipeline's own rules: what can't be read, or is not wanted, is passed over.</summary>
internal static class UsualEvents
{
    public static SimulatedEvent? Read(PipelinePlan plan, LogRecord record) =>
        CleansedRecord.Of(plan.Sources.Single(source => source.Topic == record.Topic), record) is { Kind: CleansedKind.Clean } cleansed
            ? cleansed.Record as SimulatedEvent
            : null;
}
