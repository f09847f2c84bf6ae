using Serverless.Streams;
using Serverless.Tests.Unit.Streams.Accumulators;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>The shard whose state the files <c>state-version-*.bin</c> hold: the same records make it again.</summary>
internal static class StoredShard
{
    private const int Records = 40;

    /// <param name="version">0 knew count, sum and mean only; 1 no texts, lists and own aggregates, nor from when state is complete; 2 no aggregates without a beginning.</param>
    public static PipelinePlan Plan(int version) => FoldPipeline.Plan(p =>
    {
        p.Readings().Unique(r => r.Id, version > 2 ? Seconds(6) : TimeSpan.FromMinutes(1));
        var key = p.ByKey();
        p.Notices().By(key, n => n.Key, n => n.At, "n => n.Key", "n => n.At").Last(Seconds(5)).DelayedBy(Seconds(1)).Sum("notices", n => n.Value, "n => n.Value");
        var last = key.Last(Seconds(2), Seconds(20));
        last.Count("count");
        last.Sum("sum", r => r.Value, "r => r.Value");
        last.Mean("mean", r => r.Value, double.NaN, "r => r.Value");
        var window = key.Tumbling("ten", Seconds(10), allowedLateness: Seconds(5));
        window.Count("events");
        window.Sum("total", r => r.Value, "r => r.Value");
        window.Mean("mean", r => r.Value, double.NaN, "r => r.Value");
        if (version > 0)
        {
            last.CountDistinct("ids", r => r.Id, "r => r.Id");
            key.Where(r => r.Value > 1, "r => r.Value > 1").LastEvents(3).Latest("latest", r => r.Value, double.NaN, "r => r.Value");
            window.CountDistinct("ids", r => r.Id, "r => r.Id");
            window.Min("min", r => r.Value, double.NaN, "r => r.Value");
            window.Max("max", r => r.Value, double.NaN, "r => r.Value");
            window.First("first", r => r.Value, double.NaN, "r => r.Value");
            window.Latest("latest", r => r.Value, double.NaN, "r => r.Value");
            window.Variance("variance", r => r.Value, double.NaN, "r => r.Value");
            window.StdDev("deviation", r => r.Value, double.NaN, "r => r.Value");
            window.Percentile("half", r => r.Value, 0.5, double.NaN, "r => r.Value");
        }

        if (version > 1)
        {
            window.Latest("text", r => r.Id, "none", "r => r.Id");
            window.TopK("top", r => r.Id, 2, "r => r.Id");
            window.Collect("values", r => r.Value, 3, "r => r.Value");
            window.Collect("texts", r => r.Id, 3, "r => r.Id");
            window.Aggregate("spread", r => r.Value, new Spread(), "r => r.Value", "new Spread()");
        }

        if (version > 2)
        {
            var ever = key.Ever(Seconds(15));
            ever.Count("ever_count");
            ever.Sum("ever_sum", r => r.Value, "r => r.Value");
            ever.Max("ever_max", r => r.Value, double.NaN, "r => r.Value");
            ever.Percentile("ever_half", r => r.Value, 0.5, double.NaN, "r => r.Value");
            ever.First("ever_first", r => r.Id, "none", "r => r.Id");
            ever.TopK("ever_top", r => r.Id, 2, "r => r.Id");
            ever.Collect("ever_values", r => r.Value, 3, "r => r.Value");
        }
    });

    public static ShardDriver Make(int version)
    {
        var shard = new ShardDriver(Plan(version));
        for (var index = 0; index < Records; index++)
        {
            var (time, key) = ((index * 500L) - (index % 3 * 700), $"k{index % 4}");
            var at = DateTimeOffset.FromUnixTimeMilliseconds(time);
            if (index % 7 == 0)
            {
                shard.Event(new Notice($"n{index}", key, at.AddMilliseconds(-index), at, index), key, time);
            }
            else
            {
                shard.Event(new Reading($"r{index}", key, at, index % 5 == 0 ? null : index * 0.1), key, time);
            }

            shard.Progress(time - 3_000);
        }

        return shard;
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
