using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Streams;
using Serverless.Streams.Codec;
using Serverless.Streams.Fold;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Cluster;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>Folds each stage's recorded keyed log from its first record, in one piece, without checkpoints or takeovers: what must have come out, id by id and byte by byte.</summary>
internal static class LogOracle
{
    public static async Task<Dictionary<(string Topic, int Partition), SortedDictionary<string, OutgoingRecord>>> ExpectAsync(SimulatedWorld world)
    {
        var expected = new Dictionary<(string, int), SortedDictionary<string, OutgoingRecord>>();
        var instance = new SimulatedInstance("oracle", world, 0);
        var (plan, storage) = (world.Unbroken, world.Storage);
        var services = new StageServices(
            plan, new SimulatedLog(world, instance), new SimulatedCheckpoints(world, instance), SimulatedInference.Of(world, null), world.Scheduler.Time, SimulatedOptions.Of(world, instance));
        foreach (var key in plan.Keys)
        {
            for (var shard = 0; shard < plan.Shards; shard++)
            {
                foreach (var output in await FoldAsync(services, storage, key.Index, shard).ConfigureAwait(false))
                {
                    var place = (output.Topic, output.Partition);
                    if (!expected.TryGetValue(place, out var outputs))
                    {
                        expected.Add(place, outputs = new SortedDictionary<string, OutgoingRecord>(StringComparer.Ordinal));
                    }

                    outputs.Add(NameOf(output.Headers, output.Topic), output);
                }
            }
        }

        return expected;
    }

    /// <summary>What identifies a record for ever: an output's id, or origin and position of a keyed record.</summary>
    public static string NameOf(IReadOnlyList<RecordHeader> headers, string topic)
    {
        foreach (var header in headers)
        {
            if (header.Name == OutputHeaders.Id)
            {
                return System.Text.Encoding.UTF8.GetString(header.Value.Span);
            }

            if (header.Name == KeyedHeader.Name)
            {
                var keyed = KeyedHeader.Parse(header.Value);
                return $"{keyed.Origin}{keyed.Position}";
            }
        }

        throw new InvalidOperationException($"A record of {topic} has no name.");
    }

    private static async Task<List<OutgoingRecord>> FoldAsync(StageServices services, SimulatedStorage storage, int stage, int shard)
    {
        var fold = new KeyedFold(services.Plan, stage);
        TakeNumbers(services.Plan, fold, storage, new ShardId(fold.Key.Topic, shard));
        var batch = new FoldBatch(services.Plan);
        using var encoder = new BatchEncoder(services, fold, shard);
        foreach (var record in storage.Partition(fold.Key.Topic, shard))
        {
            fold.Apply(record, batch);
            if (fold.Numbers.AreMissing)
            {
                fold.Numbers.Assign(fold.Position);
            }
        }

        await encoder.ScoreAsync(batch, Silence.None, default).ConfigureAwait(false);
        return [.. encoder.Encode(batch, Silence.None, int.MaxValue)];
    }

    /// <summary>Whichever version had a shard first gave its definitions their numbers: that is not for the oracle to choose.</summary>
    private static void TakeNumbers(PipelinePlan plan, KeyedFold fold, SimulatedStorage storage, ShardId shard)
    {
        var stored = storage.Entities.Newest(shard);
        var segments = stored.Segments.Select(name => storage.Segments.GetValueOrDefault((shard, name)).Content).ToList();
        if (stored.Position == 0 || segments.Any(segment => segment.IsEmpty))
        {
            return;
        }

        var loaded = new KeyedFold(plan, fold.Key.Index);
        new FoldState(loaded, Horizon.OfScored(plan)).Load(segments.Append(stored.Inline));
        var writer = new ByteWriter();
        loaded.Numbers.Write(writer);
        var reader = new ByteReader(writer.Written);
        fold.Numbers.Read(ref reader);
    }
}
