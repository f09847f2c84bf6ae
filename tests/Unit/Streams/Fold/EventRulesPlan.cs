using Serverless.Streams;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>A pipeline with <c>Unique</c> within a minute, a trailing count over ten seconds and a window of one second that waits for half a second; a reading named <c>bad</c> makes lambdas throw.</summary>
internal static class EventRulesPlan
{
    public const long Within = 60_000;

    public static PipelinePlan Make(string throwing = "") => FoldPipeline.Plan(p =>
    {
        p.Readings().Unique(r => Value(r, throwing == "unique", r.Id), TimeSpan.FromMilliseconds(Within));
        var key = p.ByKey();
        var notices = p.Notices().By(key, n => n.Key, n => n.Id == "bad" ? throw new InvalidOperationException("no time") : n.At);
        notices.Last(TimeSpan.FromSeconds(10)).Count("notices");
        key.Last(TimeSpan.FromSeconds(10)).Count("count");
        key.Last(TimeSpan.FromSeconds(10)).Sum("sum", r => Value(r, throwing == "track", r.Value));
        var window = key.Tumbling("second", TimeSpan.FromSeconds(1), allowedLateness: TimeSpan.FromMilliseconds(500));
        window.Count("events");
        window.Sum("total", r => Value(r, throwing == "window", r.Value));
    });

    public static ShardDriver Shard(string throwing = "") => new(Make(throwing));

    public static Reading Reading(string id, double value = 1) => new(id, "k", DateTimeOffset.UnixEpoch, value);

    private static TValue Value<TValue>(Reading reading, bool throws, TValue value) =>
        throws && reading.Id == "bad" ? throw new InvalidOperationException("bad reading") : value;
}
