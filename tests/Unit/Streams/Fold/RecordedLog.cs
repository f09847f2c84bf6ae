using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>A seeded keyed log with everything in it: both sources, repeats by lineage and by id, late and failing events, idle origins, ticks and activations.</summary>
internal static class RecordedLog
{
    public static readonly PipelinePlan Plan = FoldPipeline.Plan(p =>
    {
        p.Readings().Unique(r => r.Id, TimeSpan.FromSeconds(30));
        var key = p.ByKey();
        var noticed = p.Notices().By(key, n => n.Key, n => n.At);
        var notices = noticed.Last(TimeSpan.FromSeconds(5)).Count("notices");
        var noticesEver = noticed.Ever(TimeSpan.FromSeconds(6)).Sum("notices_ever", n => n.Value);
        var meanEver = key.Ever(TimeSpan.FromDays(1)).Mean("mean_ever", r => r.Value < 0 ? throw new InvalidOperationException("negative") : r.Value, empty: 0);
        var highest = key.Where(r => r.Value < 50).Ever(TimeSpan.FromSeconds(1)).Max("highest", r => r.Value);
        var windows = key.Last(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20));
        var (count, mean) = (windows.Count("count"), windows.Mean("mean", r => r.Value < 0 ? throw new InvalidOperationException("negative") : r.Value, empty: 0));
        var ids = key.Last(TimeSpan.FromSeconds(9)).CountDistinct("ids", r => r.Id);
        var spread = key.Last(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(12)).WithStart().StdDev("spread", r => r.Value);
        var middle = key.Last(TimeSpan.FromSeconds(30)).DelayedBy(TimeSpan.FromSeconds(1)).Percentile("middle", r => r.Value, 0.5);
        var most = key.Where(r => r.Value < 50).LastEvents(4).Max("most", r => r.Value);
        var latest = key.Last(TimeSpan.FromSeconds(20)).Latest("latest", r => r.Value);
        var second = key.Tumbling("second", TimeSpan.FromSeconds(1), allowedLateness: TimeSpan.FromSeconds(1));
        second.Count("events");
        second.Sum("total", r => r.Value);
        key.Hopping("hops", TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), allowedLateness: TimeSpan.FromSeconds(1)).Mean("mean", r => r.Value);
        key.Session("visit", TimeSpan.FromSeconds(1), allowedLateness: TimeSpan.FromSeconds(1)).Sum("total", r => r.Value);
        second.Where(r => r.Value > 50).CountDistinct("high_ids", r => r.Id);
        second.Variance("variance", r => r.Value);
        var half = second.Percentile("half", r => r.Value, 0.5);
        var first = second.First("first", r => r.Value);
        var model = p.Score("sum", features => features.Number("value", r => r.Value).Add(count, mean, notices, ids, spread, middle, most, latest, half, first, noticesEver, meanEver, highest));
        var limit = model.Parameter("limit");
        p.Rule("high", (_, row) => row[model.Score] > row[limit]);
        p.To("high-readings", (_, row) => row[model.Score] > row[limit]);
    });

    public static List<LogRecord> Make(int seed, int length, int keys = 4, int pace = 100)
    {
        var (random, shard) = (new Random(seed), new ShardDriver(Plan));
        OriginId[] origins = [.. Plan.Sources.SelectMany(source => new[] { 0, 1 }.Select(partition => new OriginId(source.TopicHash, partition, 1)))];
        shard.Count([.. Plan.Sources.Select(source => new OriginTopic(source.TopicHash, 1, 2))]);
        shard.Tick(new Tick(0, [ShardDriver.Marks], [SumModel.Activation(1)]));
        while (shard.Log.Count < length)
        {
            var now = shard.Log.Count * (long)pace;
            var (time, partition, key) = (now - random.Next(3_000), random.Next(2), $"k{random.Next(keys)}");
            var at = DateTimeOffset.FromUnixTimeMilliseconds(time);
            switch (random.Next(16))
            {
                case 0:
                    shard.Apply(shard.Log[random.Next(shard.Log.Count)]);
                    break;
                case 1:
                    shard.Tick(new Tick(now, [origins[random.Next(4)]], [SumModel.Activation(1 + (now / 3_000))]));
                    break;
                case 2:
                    shard.Progress(now - 1_000, origins[random.Next(4)]);
                    break;
                case 3 or 4:
                    shard.Event(new Notice($"n{random.Next(200)}", key, at.AddSeconds(-random.Next(5)), at), key, time, partition, now - 3_000);
                    break;
                case 5:
                    shard.Event(new Reading($"bad{shard.Log.Count}", key, at, -1), key, time, partition, now - 3_000);
                    break;
                case 6 when now > 60_000:
                    shard.Event(new Reading($"old{shard.Log.Count}", key, at, 1), key, now - 50_000, partition, now - 3_000);
                    break;
                default:
                    shard.Event(new Reading($"r{random.Next(length)}", key, at, random.Next(100)), key, time, partition, now - 3_000);
                    break;
            }
        }

        return shard.Log;
    }
}
