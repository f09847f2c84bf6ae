using Serverless.Streams;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;
using Serverless.Streams.Windows;
using Serverless.Tests.Unit.Streams.Accumulators;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>Users' aggregates, in every window.</summary>
public sealed class OwnAggregateTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData((int)RestoreKind.None)]
    [InlineData((int)RestoreKind.Snapshot)]
    [InlineData((int)RestoreKind.Segments)]
    [InlineData((int)RestoreKind.Inline)]
    public void Closed_windows_have_its_result_whatever_is_restored_in_between(int kind)
    {
        var random = new Random(5);
        var shard = new ShardDriver(Plan()) { BeforeEach = (RestoreKind)kind };
        var (events, results) = (new List<(long Time, double Value)>(), new List<WindowResult>());
        for (var step = 0; step < 60; step++)
        {
            var (time, value) = ((step * 150L) + random.Next(600), random.Next(1_000) / 7.0);
            events.Add((time, value));
            Take(shard.Event(Reading(value), "k", time));
            Take(shard.Progress((step * 150) - 400));
        }

        Take(shard.End());
        Assert.True(results.Select(result => result.End - result.Start).Distinct().Count() > 2);
        Assert.All(results, result =>
        {
            double[] inside = [.. events.Where(each => each.Time >= result.Start && each.Time < result.End).Select(each => each.Value)];
            Assert.Equal(inside.Max() - inside.Min(), result.Values[0].Number);
            Assert.Equal(inside.Select(value => $"{value}").OrderByDescending(text => text.Length).ThenBy(text => text, StringComparer.Ordinal).First(), result.Values[1].Object);
        });

        void Take(List<FoldOutput> outputs) => results.AddRange(outputs.Where(output => output.Window is not null).Select(output => output.Window!.Value));
    }

    [Fact]
    public void State_of_an_older_version_is_read_by_the_newer_one_and_that_of_a_newer_one_is_refused()
    {
        var shard = new ShardDriver(Versioned(1));
        shard.Event(Reading(3), "k", 100);
        var fold = Loaded(shard.Fold, Versioned(2));
        fold.Windows[0].Add(fold.Keys.Touch("k"u8), 200, [new(7)], [], out var window);
        Assert.Equal(4, window!.Aggregates![0]!.Result.Number);

        var refusal = Assert.Throws<FormatException>(() => Loaded(fold, Versioned(1)));
        Assert.Contains("version 2; this program knows those up to 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_it_can_not_take_is_a_dead_letter_and_counts_nowhere()
    {
        var shard = new ShardDriver(Plan());
        shard.Event(Reading(1), "k", 100);
        var dead = Assert.Single(shard.Event(Reading(Spread.Unfit), "k", 150));
        Assert.Equal((OutputKind.Dead, "unfit"), (dead.Kind, dead.Detail));
        shard.Event(Reading(4), "k", 200);
        Assert.Equal(3, Value(shard, "trailing"));
        Assert.Equal([3.0, 3, 3, 3], shard.End().Where(output => output.Window is not null).Select(output => output.Window!.Value.Values[0].Number));
    }

    [Fact]
    public void An_event_that_fails_on_what_is_there_fails_alone_and_leaves_the_aggregate_as_it_was()
    {
        var shard = new ShardDriver(FoldPipeline.PlanOfKey(key => key.Tumbling("second", Second).Aggregate("spread", r => r.Value, new Spread())));
        shard.Event(Reading(1), "k", 100);
        var failed = Assert.Single(shard.Event(Reading(1 + (2 * Spread.Widest)), "k", 150));
        Assert.Equal((OutputKind.Event, "second.spread: too wide"), (failed.Kind, failed.Failure));
        Assert.Null(Assert.Single(shard.Event(Reading(4), "k", 200)).Failure);
        Assert.Equal(3, Assert.Single(shard.End(), output => output.Window is not null).Window!.Value.Values[0].Number);
    }

    [Fact]
    public void Trailing_rows_that_do_not_go_together_fail_the_events_that_see_them()
    {
        var shard = new ShardDriver(FoldPipeline.PlanOfKey(key => key.Last(Second).Aggregate("spread", r => r.Value, new Spread())));
        shard.Event(Reading(1), "k", 100);
        Assert.Equal("spread: too wide", Assert.Single(shard.Event(Reading(2 * Spread.Widest), "k", 150)).Failure);
        Assert.Null(Assert.Single(shard.Event(Reading(2 * Spread.Widest), "k", 1_100)).Failure);
    }

    [Fact]
    public void Parts_that_do_not_go_together_have_no_result()
    {
        var shard = new ShardDriver(FoldPipeline.PlanOfKey(key => key.Session("visit", Second).Aggregate("spread", r => r.Value, new Spread())));
        shard.Event(Reading(1), "k", 0);
        shard.Event(Reading(2 * Spread.Widest), "k", 1_800);
        shard.Event(Reading(1), "k", 900);
        Assert.True(Assert.Single(shard.End(), output => output.Window is not null).Window!.Value.Values[0].IsMissing);
    }

    [Fact]
    public void Texts_and_lists_go_on_to_the_next_key_and_are_cut()
    {
        var plan = FoldPipeline.Plan(p =>
        {
            p.Readings();
            var first = p.By("first", r => r.Key);
            first.Last(Second).Latest("latest", r => r.Id, empty: "none");
            first.Last(Second).Collect("values", r => r.Value, limit: 2);
            first.Last(Second).TopK("top", r => r.Id, k: 1);
            p.By("second", r => r.Id).Last(Second).Count("count");
        });
        var shard = new ShardDriver(plan);
        var sent = Assert.Single(shard.Event(new Reading(new string('x', 300), "k", DateTimeOffset.UnixEpoch, 5), "k", 100));
        var objects = shard.Batch.Objects(sent.Row).ToArray();
        Assert.Equal([new string('x', 256), new[] { 5.0 }, new[] { new string('x', 256) }], objects);

        var forwarded = new Serverless.Streams.Outputs.OutputEncoder(plan, plan.Keys[0], 0).Forward(shard.Batch, sent, "k"u8.ToArray());
        var arrived = new ShardDriver(plan, stage: 1);
        var seen = Assert.Single(arrived.Apply(new() { Topic = forwarded.Topic, Partition = 0, Offset = 0, Key = forwarded.Key, Value = forwarded.Value, Headers = forwarded.Headers }));
        Assert.Equal(objects, arrived.Batch.Objects(seen.Row).ToArray());
    }

    [Fact]
    public void Windows_of_texts_and_lists_are_written_as_JSON()
    {
        var shard = new ShardDriver(FoldPipeline.PlanOfKey(key =>
        {
            var second = key.Tumbling("second", Second);
            second.Latest("latest", r => r.Id, empty: "none");
            second.Collect("values", r => r.Value, limit: 3);
            second.TopK("top", r => r.Id, k: 2);
        }));
        shard.Event(new Reading("a", "k", DateTimeOffset.UnixEpoch, 1.5), "k", 200);
        shard.Event(new Reading("b", "k", DateTimeOffset.UnixEpoch, 2), "k", 100);
        var fired = Assert.Single(shard.End(), output => output.Window is not null);
        var json = System.Text.Encoding.UTF8.GetString(new Serverless.Streams.Outputs.OutputEncoder(shard.Fold.Plan, shard.Fold.Key, 0).Window(fired).Value.Span);
        Assert.EndsWith("\"latest\":\"a\",\"values\":[2,1.5],\"top\":[\"a\",\"b\"]}", json, StringComparison.Ordinal);
    }

    [Fact]
    public void What_can_not_work_is_refused_by_name()
    {
        var problems = Assert.Throws<PipelineException>(() => FoldPipeline.PlanOfKey(key =>
        {
            key.Last(Second).Aggregate("a", r => r.Value, new Unreadable());
            key.Last(Second).Aggregate("b", r => r.Value, new Spread(0));
            key.Last(Second).TopK("c", r => r.Id, k: 0);
            key.Last(Second).Collect("d", r => r.Id, limit: 101);
            key.Last(Second).Collect("e", r => r.Value, limit: 1_001);
        })).Problems;
        Assert.Equal(5, problems.Length);
        Assert.Contains("Aggregate(\"a\"): Serverless.Tests.Unit.Streams.Accumulators.Unreadable new Unreadable(): Write and Read fail on the empty state", problems[0], StringComparison.Ordinal);
        Assert.EndsWith("its Version has to be 1 or more, not 0.", problems[1], StringComparison.Ordinal);
        Assert.EndsWith("TopK(\"c\"): k has to be 1 to 100, not 0.", problems[2], StringComparison.Ordinal);
        Assert.EndsWith("Collect(\"d\"): limit has to be 1 to 100, not 101.", problems[3], StringComparison.Ordinal);
        Assert.EndsWith("Collect(\"e\"): limit has to be 1 to 1000, not 1001.", problems[4], StringComparison.Ordinal);
    }

    private static PipelinePlan Plan() => FoldPipeline.PlanOfKey(key =>
    {
        key.Last(Second).Aggregate("trailing", r => r.Value, new Spread());
        Both(key.Tumbling("tumbling", Second, allowedLateness: 10 * Second));
        Both(key.Hopping("hopping", 2 * Second, Second, allowedLateness: 10 * Second));
        Both(key.Session("session", Second / 5, allowedLateness: 10 * Second));

        static void Both(Window<Reading> window)
        {
            window.Aggregate("spread", r => r.Value, new Spread());
            window.Aggregate("longest", r => $"{r.Value}", new Longest());
        }
    });

    private static PipelinePlan Versioned(int version) =>
        FoldPipeline.PlanOfKey(key => key.Tumbling("second", Second).Aggregate("spread", r => r.Value, new Spread(version), "r.Value", "new Spread()"));

    private static KeyedFold Loaded(KeyedFold from, PipelinePlan next)
    {
        var fold = new KeyedFold(next, 0);
        new FoldState(fold, Horizon.OfScored(next)).Load([new FoldState(from, Horizon.OfScored(from.Plan)).WriteSnapshot()]);
        return fold;
    }

    private static double Value(ShardDriver shard, string name) =>
        shard.Batch.Row(0)[shard.Fold.Key.Tracks.SelectMany(track => track.Aggregates).Single(aggregate => aggregate.Name == name).Slot];

    private static Reading Reading(double value) => new("", "k", DateTimeOffset.UnixEpoch, value);
}
