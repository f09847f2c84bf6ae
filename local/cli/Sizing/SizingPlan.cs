using System.Collections.Immutable;

namespace Serverless.Local.Cli.Sizing;

/// <summary>What a pipeline of that size needs in Azure.</summary>
/// <param name="InstanceEventsPerSecond">What one instance of a function works off with full batches.</param>
/// <param name="Instances">Instances of each function.</param>
/// <param name="Shards">Partitions of each keyed and output topic.</param>
/// <param name="LagThreshold">The setting: what one instance works off in the time to catch up.</param>
/// <param name="ThroughputUnits">Of Event Hubs Standard; above 40 the tier is too small.</param>
/// <param name="ProcessingUnits">Of Event Hubs Premium, where Standard is too small; otherwise 0.</param>
/// <param name="CheckpointsPerSecond">Of all shards of all stages.</param>
/// <param name="ActionsPerSecond">Of the Durable Task Scheduler.</param>
/// <param name="BlobOperationsPerSecond">Reads and writes of our code.</param>
/// <param name="StateBytesPerInstance">State of the shards of one instance.</param>
/// <param name="BatchesPerSecond">Executions of all functions.</param>
/// <param name="ActiveGigabyteSeconds">A second, of all functions.</param>
/// <param name="Limits">Where a limit bites, in sentences.</param>
internal sealed record SizingPlan(
    double InstanceEventsPerSecond, int Instances, int Shards, long LagThreshold, int ThroughputUnits, int ProcessingUnits, double CheckpointsPerSecond,
    double ActionsPerSecond, double BlobOperationsPerSecond, double StateBytesPerInstance, double BatchesPerSecond, double ActiveGigabyteSeconds, ImmutableArray<string> Limits);
