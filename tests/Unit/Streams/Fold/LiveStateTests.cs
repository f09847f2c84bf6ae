using Serverless.Streams;
using Serverless.Streams.Fold;
using Serverless.Streams.Windows;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>Definitions that change while their state lives on.</summary>
public sealed class LiveStateTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_renamed_aggregate_goes_on_a_new_one_is_null_in_what_was_open_and_exact_elsewhere()
    {
        var shard = new ShardDriver(Windows(w => w.Count("events")));
        shard.Event(Reading(5), "k", 100);
        var (fold, key) = Loaded(shard, Windows(w =>
        {
            w.Sum("sum", r => r.Value);
            w.Count("number");
        }));

        fold.Windows[0].Add(key, 200, [new(7), new(1)], [], out _);
        fold.Windows[0].Add(key, 1_200, [new(9), new(1)], [], out _);
        var fired = new List<WindowResult>();
        fold.Windows[0].Advance(5_000, fired);
        Assert.Equal([(double.NaN, 2.0), (9, 1)], fired.Select(result => (result.Values[0].Number, result.Values[1].Number)));
    }

    [Fact]
    public void An_aggregate_that_came_is_not_known_to_a_state_in_between_and_stays_null_through_restores_and_merges()
    {
        var sessions = new ShardDriver(Sessions(w => w.Count("events")));
        sessions.Event(Reading(1), "k", 0);
        var next = Sessions(w =>
        {
            w.Count("events");
            w.Sum("sum", r => r.Value);
        });
        var (first, _) = Loaded(sessions, next);
        var (fold, key) = Loaded(first, next);

        fold.Windows[0].Add(key, 1_500, [new(1), new(2)], [], out _);
        fold.Windows[0].Add(key, 800, [new(1), new(4)], [], out _);
        fold.Windows[0].Add(key, 9_000, [new(1), new(8)], [], out _);
        var fired = new List<WindowResult>();
        fold.Windows[0].Advance(50_000, fired);
        fired.Sort();
        Assert.Equal([(3.0, double.NaN), (1, 8)], fired.Select(result => (result.Values[0].Number, result.Values[1].Number)));
    }

    [Fact]
    public void What_the_plan_no_longer_has_is_left_out_and_the_rest_goes_on()
    {
        var shard = new ShardDriver(Windows(w =>
        {
            w.Sum("sum", r => r.Value);
            w.Count("events");
        }));
        shard.Event(Reading(5), "k", 100);
        var (fold, _) = Loaded(shard, Windows(w => w.Count("events")));
        var fired = new List<WindowResult>();
        fold.Windows[0].Advance(5_000, fired);
        Assert.Equal(1, Assert.Single(Assert.Single(fired).Values).Number);
    }

    [Theory]
    [InlineData("key")]
    [InlineData("time")]
    [InlineData("watermark")]
    public void What_can_not_be_gone_on_from_is_refused_in_one_sentence(string change)
    {
        var shard = new ShardDriver(PlanFor(""));
        shard.Event(Reading(1), "k", 100);
        var segment = new FoldState(shard.Fold, 0).WriteSnapshot();

        new FoldState(new KeyedFold(PlanFor(""), 0), 0).Load([segment]);
        var refusal = Assert.Throws<StateMismatchException>(() => new FoldState(new KeyedFold(PlanFor(change), 0), 0).Load([segment]));
        Assert.Contains("is a rebuild; ./serverless diff", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_tells_keys_bytes_and_the_oldest_event_per_definition()
    {
        var old = FoldPipeline.PlanOfKey(key =>
        {
            key.Last(Second).Count("count");
            key.Tumbling("second", Second).Count("events");
            key.Session("gone", Second).Count("events");
        });
        var shard = new ShardDriver(old);
        shard.Event(Reading(1), "a", 1_100);
        shard.Event(Reading(1), "b", 700);
        var next = FoldPipeline.PlanOfKey(key =>
        {
            key.Last(Second).Count("count");
            key.Tumbling("second", Second).Count("events");
        });
        var report = new StateReport(next, 0, [new FoldState(shard.Fold, 0).WriteSnapshot()]);

        Assert.Equal((2, 0, 0), (report.Keys, report.Ids, report.Waiting));
        Assert.Equal([("rows of events", 2L, 700L), ("second", 2, 0), (null, 2, (long?)null)], report.Lines.Select(line => (line.Name, line.Keys, line.Oldest)));
        Assert.All(report.Lines, line => Assert.True(line.Bytes > 0));
    }

    private static PipelinePlan PlanFor(string change) => FoldPipeline.Plan(p =>
    {
        if (change == "watermark")
        {
            p.AtWatermark();
        }

        p.From(FoldPipeline.ReadingsTopic, FoldJson.Default.Reading).Time(r => r.At, Second, text: change == "time" ? "r => r.Sent" : "r => r.At");
        p.By("key", r => r.Key, change == "key" ? "2" : "").Last(Second).Count("count");
    });

    private static PipelinePlan Windows(Action<ClosingWindow<Reading>> define) => FoldPipeline.PlanOfKey(key => define(key.Tumbling("second", Second)));

    private static PipelinePlan Sessions(Action<ClosingWindow<Reading>> define) => FoldPipeline.PlanOfKey(key => define(key.Session("visit", Second)));

    private static (KeyedFold Fold, KeyState Key) Loaded(ShardDriver shard, PipelinePlan next) => Loaded(shard.Fold, next);

    private static (KeyedFold Fold, KeyState Key) Loaded(KeyedFold from, PipelinePlan next)
    {
        var fold = new KeyedFold(next, 0);
        new FoldState(fold, Horizon.OfScored(next)).Load([new FoldState(from, Horizon.OfScored(next)).WriteSnapshot()]);
        return (fold, fold.Keys.Touch("k"u8));
    }

    private static Reading Reading(double value) => new("", "k", DateTimeOffset.UnixEpoch, value);
}
