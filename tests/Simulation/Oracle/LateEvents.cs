using System.Globalization;
using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Cluster;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>
/// All events lie within the bound. So what is late is a repeat beyond the horizon, or behind the watermark that events wait for, or its partition had been declared idle before it was sent: then, as in Flink, others may have gone on without it.
/// The same holds where the epoch before was declared idle, which may happen until a shard hears of the new one.
/// </summary>
internal static class LateEvents
{
    /// <returns>The ids that were not scored.</returns>
    public static HashSet<string> Check(SimulatedWorld world, List<SeenOutput> outputs, HashSet<string> repeated)
    {
        var (scheduler, plan, storage) = (world.Scheduler, world.Plan, world.Storage);
        var idleSince = IdleSince(plan, storage);
        var unscored = new HashSet<string>(StringComparer.Ordinal);
        foreach (var late in outputs.Where(output => output.Type == "late"))
        {
            var origin = late.Origin.Split('/');
            var (topic, partition) = (origin[0], int.Parse(origin[1], CultureInfo.InvariantCulture));
            var (epoch, sent) = SentAt(world, topic, partition, int.Parse(origin[2], CultureInfo.InvariantCulture), late.Id);
            var isUnscored = late.Rule is "horizon" or "watermark";
            if (isUnscored)
            {
                unscored.Add(late.Id);
            }

            if (!(isUnscored && repeated.Contains(late.Id)) && !WasIdle(idleSince, new OriginId(TopicHash.Of(topic), partition, epoch), sent))
            {
                throw new SimulationException(scheduler, $"{late.Id} of {late.Origin} was made late for {late.Rule}; it was sent at {sent}, its outputs are {string.Join(", ", outputs.Where(output => output.Id == late.Id).Select(output => $"{output.Type} {output.Origin} {output.Output}"))}.");
            }

            CheckIdleWord(scheduler, plan, storage, late);
        }

        return unscored;
    }

    /// <summary>An offset comes again with each epoch: whose record it is tells which.</summary>
    private static (int Epoch, long Time) SentAt(SimulatedWorld world, string topic, int partition, int offset, string id) =>
        (from epoch in Enumerable.Range(1, world.Epoch)
         let records = world.Storage.Partition(world.PlaceOf(topic, epoch), partition)
         where offset < records.Count
         let source = world.Plan.Sources.Single(source => source.Topic == topic)
         let cleansed = CleansedRecord.Of(source, records[offset])
         where cleansed.Kind == CleansedKind.Clean && source.Execution.UniqueOf(cleansed.Record!) == id
         select (epoch, records[offset].Timestamp)).Last();

    private static bool WasIdle(Dictionary<OriginId, long> idleSince, OriginId origin, long sent) =>
        (idleSince.TryGetValue(origin, out var since) && since <= sent) || (origin.Epoch > 1 && idleSince.ContainsKey(origin with { Epoch = origin.Epoch - 1 }));

    /// <summary>
    /// What an upstream shard has forwarded is late either by that shard's own watermark, or because the shard was idle: then it must have said so before the event stood in its log.
    /// </summary>
    private static void CheckIdleWord(SimulatedScheduler scheduler, PipelinePlan plan, SimulatedStorage storage, SeenOutput late)
    {
        var stage = plan.Keys.Single(key => late.Output.Writer.Stage == key.Topic);
        var log = storage.Partition(stage.Topic, late.Output.Writer.Shard);
        var cause = HeaderOf(log[(int)late.Output.Offset]);
        var window = stage.Windows.FirstOrDefault(window => window.Name == late.Rule);
        if (window is null || cause.Origin.Topic == cause.Source)
        {
            return;
        }

        var cleanup = cause.Time - (cause.Time % window.Size) + window.Size - 1 + window.AllowedLateness;
        var wasIdle = log.Take((int)late.Output.Offset).Any(word => storage.EndWhenIdle.TryGetValue(word, out var end)
            && HeaderOf(word).Origin == cause.Origin && end <= cause.Position.Offset);
        if (cleanup > cause.Watermark && !wasIdle)
        {
            throw new SimulationException(scheduler, $"{late.Id} of {late.Origin} was made late for {late.Rule}: its shard said that it is idle although the event stood in its log.");
        }
    }

    private static KeyedHeader HeaderOf(LogRecord record) => KeyedHeader.Parse(record.TryGetHeader(KeyedHeader.Name, out var bytes) ? bytes : default);

    private static Dictionary<OriginId, long> IdleSince(PipelinePlan plan, SimulatedStorage storage)
    {
        var since = new Dictionary<OriginId, long>();
        foreach (var record in plan.Keys.SelectMany(key => Enumerable.Range(0, plan.Shards).SelectMany(shard => storage.Partition(key.Topic, shard))))
        {
            record.TryGetHeader(KeyedHeader.Name, out var header);
            if (KeyedHeader.KindOf(header.Span) == KeyedRecordKind.Tick)
            {
                var tick = Tick.Parse(record.Value.Span);
                foreach (var origin in tick.Idle)
                {
                    var known = since.GetValueOrDefault(origin, long.MaxValue);
                    since[origin] = Math.Min(known, tick.Time);
                }
            }
        }

        return since;
    }
}
