using Serverless.Streams.Fold;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>A file of each version of the stored form is read for ever.</summary>
public sealed class StoredStateTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void State_of_every_version_is_what_its_records_make_today(int version)
    {
        var plan = StoredShard.Plan(version);
        var fold = new KeyedFold(plan, 0);
        var state = new FoldState(fold, Horizon.OfScored(plan));
        state.Load([File.ReadAllBytes(Oracle.PathOf($"state-version-{version}.bin"))]);

        Assert.Equal(4, fold.Keys.Count);
        Assert.All(fold.Keys.All, key => Assert.True(key.Tracks.All(rows => rows is { Count: > 0 }) && key.Windows[0]!.Count > 0));
        Assert.Equal(Keys(Snapshot(version)), Keys(state.WriteSnapshot()));
    }

    [Fact]
    public void The_same_log_gives_the_same_bytes() => Assert.Equal(Snapshot(3), Snapshot(3));

    [Fact]
    public void An_aggregate_that_is_added_to_a_window_is_missing_in_what_was_open_and_leaves_the_others_as_they_are()
    {
        var (before, after) = (Plan(withMost: false), Plan(withMost: true));
        var shard = new ShardDriver(before);
        shard.Event(EventRulesPlan.Reading("a", 5), "k", 100);
        var fold = new KeyedFold(after, 0);
        new FoldState(fold, Horizon.OfScored(after)).Load([new FoldState(shard.Fold, Horizon.OfScored(before)).WriteSnapshot()]);

        var key = fold.Keys.Find("k"u8)!;
        Assert.Equal([double.NaN, 5], key.Windows[0]!.Newest!.Aggregates!.Select(aggregate => aggregate?.Result.Number ?? double.NaN));
        Assert.Equal([double.NaN, 5], Enumerable.Range(0, 2).Select(column => key.Tracks[0]!.ValueOf(0, column).Number));

        static Serverless.Streams.PipelinePlan Plan(bool withMost) => FoldPipeline.PlanOfKey(key =>
        {
            var (last, window) = (key.Last(TimeSpan.FromHours(1)), key.Tumbling("hour", TimeSpan.FromHours(1)));
            if (withMost)
            {
                last.Max("most", r => r.Value * 2, double.NaN, "r => r.Value * 2");
                window.Max("most", r => r.Value, double.NaN, "r => r.Value");
            }

            last.Sum("sum", r => r.Value, "r => r.Value");
            window.Sum(withMost ? "renamed" : "sum", r => r.Value, "r => r.Value");
        });
    }

    /// <summary>What is kept under each key, as text. The head has the numbers of outputs, whose hashes may change.</summary>
    private static List<string> Keys(byte[] segment)
    {
        var reader = new StateReader();
        reader.Add(segment);
        return [.. reader.Keys.Select(key => $"{Convert.ToHexString(key.Key)}: {Convert.ToHexString(key.Value.Span)}").Order(StringComparer.Ordinal)];
    }

    private static byte[] Snapshot(int version)
    {
        var shard = StoredShard.Make(version);
        return new FoldState(shard.Fold, Horizon.OfScored(StoredShard.Plan(version))).WriteSnapshot();
    }
}
