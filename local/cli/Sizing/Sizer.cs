using System.Collections.Immutable;
using System.Numerics;

namespace Serverless.Local.Cli.Sizing;

/// <summary>Computes a plan. Every line is arithmetic of docs/sizing.md, so that it can be done by hand.</summary>
internal static class Sizer
{
    /// <summary>The Kafka trigger's scaler asks partitions one after another, and Event Hubs Standard has no more.</summary>
    public const int MostShards = 32;

    private const int LeastShards = 8;
    private const int MostThroughputUnits = 40;

    // Azure Event Hubs quotas: a throughput unit takes in 1 MB/s or 1,000 events/s and gives out 2 MB/s or 4,096 events/s.
    private const double UnitBytesIn = 1_000_000;
    private const double UnitEventsIn = 1_000;
    private const double UnitBytesOut = 2_000_000;
    private const double UnitEventsOut = 4_096;

    // "5 to 10 MB/s" by its documentation; the lower figure.
    private const double ProcessingUnitBytesIn = 5_000_000;

    // A checkpoint is due after 20,000 records or 60 s, never sooner than 5 s.
    private const double CheckpointRecords = 20_000;
    private const double CheckpointSeconds = 60;
    private const double CheckpointPauseSeconds = 5;

    // The offer is one operation of the entity; before the next one it is read. Each looks up the entity's generation in a blob.
    private const int ActionsPerCheckpoint = 2;
    private const int BlobReadsPerCheckpoint = 2;
    private const double InlineBytes = 256 * 1024;

    public static SizingPlan Plan(SizingInput input)
    {
        var batchSeconds = (input.BatchMilliseconds / 1_000) + (input.BatchSize * input.EventMicroseconds / 1_000_000);
        var capacity = input.BatchSize / batchSeconds;
        var needed = Math.Max(1, (int)Math.Ceiling(input.EventsPerSecond / (capacity * input.Utilization)));
        var shards = input.Shards > 0 ? input.Shards : Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)(2 * needed)), LeastShards, MostShards);
        var instances = Math.Min(needed, shards);

        // The source, each keyed topic and the prediction: each is written once, and read once but the prediction, which its readers read.
        var hops = 2 + input.KeyedStages;
        var eventsIn = input.EventsPerSecond * hops;
        var units = Ceiling(Math.Max(
            Math.Max(eventsIn * input.EventBytes / UnitBytesIn, eventsIn / UnitEventsIn), Math.Max(eventsIn * input.EventBytes / UnitBytesOut, eventsIn / UnitEventsOut)));
        var processingUnits = units > MostThroughputUnits ? Ceiling(eventsIn * input.EventBytes / ProcessingUnitBytesIn) : 0;

        var perShard = input.EventsPerSecond / shards;
        var interval = Math.Clamp(perShard > 0 ? CheckpointRecords / perShard : CheckpointSeconds, CheckpointPauseSeconds, CheckpointSeconds);
        var checkpoints = input.KeyedStages * shards / interval;

        // What a checkpoint has to write: the keys that changed, at most all of the shard.
        var keysPerShard = (double)input.Keys / shards;
        var delta = Math.Min(keysPerShard, perShard * interval) * input.StateBytesPerKey;
        var segments = delta > InlineBytes ? checkpoints : 0;

        var functions = 1 + input.KeyedStages;
        var (batches, busy) = Batches(input, instances, capacity);
        return new SizingPlan(
            capacity, instances, shards, Math.Max(1, (long)(capacity * input.CatchUpSeconds)), units, processingUnits, checkpoints,
            checkpoints * ActionsPerCheckpoint, (checkpoints * BlobReadsPerCheckpoint) + segments,
            keysPerShard * input.StateBytesPerKey * Math.Ceiling((double)shards / instances), batches * functions, busy * functions * input.InstanceGigabytes,
            Limits(input, needed, shards, units, checkpoints * ActionsPerCheckpoint));
    }

    /// <summary>Batches a second of one function, and the seconds that its instances are busy with them. Below full batches an instance takes what a second brings.</summary>
    private static (double Batches, double Busy) Batches(SizingInput input, int instances, double capacity)
    {
        var each = Math.Min(input.EventsPerSecond / instances, capacity);
        var batches = Math.Max(Math.Min(1, each), each / input.BatchSize) * instances;
        return (batches, Math.Min(instances, (batches * input.BatchMilliseconds / 1_000) + (each * instances * input.EventMicroseconds / 1_000_000)));
    }

    private static ImmutableArray<string> Limits(SizingInput input, int needed, int shards, int units, double actions)
    {
        var limits = ImmutableArray.CreateBuilder<string>();
        if (needed > shards)
            limits.Add(Shared.Text($"Instances: {needed} are needed, and {shards} shards feed at most {shards} of them: the lag grows."));
        if (units > MostThroughputUnits)
            limits.Add(Shared.Text($"Event Hubs Standard: {units} throughput units are needed, and it has at most {MostThroughputUnits}: take Premium, or a Kafka of yours."));
        if (actions > 500)
            limits.Add(Shared.Text($"Scheduler: {actions:0} actions/s are above the 500 of its Consumption tier: take Dedicated."));
        if ((double)input.Keys / shards * input.StateBytesPerKey > input.InstanceGigabytes * 0.25e9)
            limits.Add(Shared.Text($"Memory: one shard's state is above a quarter of an instance's {input.InstanceGigabytes} GB: take more shards or memory."));
        return limits.ToImmutable();
    }

    private static int Ceiling(double units) => Math.Max(1, (int)Math.Ceiling(units - 1e-9));
}
