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

    [Fact]
    public void A_report_says_from_when_an_aggregate_that_warms_up_is_exact_until_it_is()
    {
        var old = FoldPipeline.PlanOfKey(key =>
        {
            key.Last(2 * Second).Sum("sum", r => r.Value);
            key.Tumbling("second", Second).Count("events");
        });
        var next = FoldPipeline.PlanOfKey(key =>
        {
            key.Last(2 * Second).Sum("sum", r => r.Value);
            key.Last(Second).Mean("mean", r => r.Value);
            key.Last(2 * Second).DelayedBy(Second).WithStart().CountDistinct("ids", r => r.Id);
            key.Last(5 * Second).Max("max", r => r.Value);
            key.LastEvents(3).Latest("latest", r => r.Id, empty: "");
            var second = key.Tumbling("second", Second);
            second.Count("number");
            second.Max("max", r => r.Value);
        });
        var shard = new ShardDriver(old);
        shard.Event(Reading(1), "k", 7_000);
        shard.Progress(6_000);
        var (fold, _) = Loaded(shard, next);

        // Before, rows were kept for 2 s behind an event that may be 2 s late.
        Assert.Equal(
            [
                ("ids", WarmingKind.Events, 7_000 + 1_000 + 2_000 + 1),
                ("max", WarmingKind.Events, 6_000 - 2_000 - 1 - 2_000 + 5_000),
                ("latest", WarmingKind.Rows, 7_000),
                ("second.max", WarmingKind.Windows, 7_001),
            ],
            Warming(fold));

        // It stays so through further restores, and is over when the watermark has passed it.
        var (again, _) = Loaded(fold, next);
        Assert.Equal(Warming(fold), Warming(again));
        again.Origins.Advance(ShardDriver.Marks, 20_000, isIdle: false);
        Assert.Equal([("latest", WarmingKind.Rows, 7_000L)], Warming(again));

        (string, WarmingKind, long)[] Warming(KeyedFold of) =>
            [.. new StateReport(next, 0, [new FoldState(of, Horizon.OfScored(next)).WriteSnapshot()]).Warming.Select(line => (line.Name, line.Kind, line.From))];
    }

    [Fact]
    public void A_total_without_a_beginning_that_is_added_says_for_which_keys_it_is_exact_and_a_renamed_one_goes_on()
    {
        var (old, next) = (Plan("all"), Plan("total", withMost: true));
        var shard = new ShardDriver(old);
        shard.Event(Reading(3), "k", 1_000);
        shard.Event(Reading(4) with { Id = "b" }, "k", 9_000);
        shard.Progress(30_000);
        shard.Event(Reading(5) with { Id = "c" }, "k", 40_000);
        var (fold, key) = Loaded(shard, next);

        Assert.Equal([7.0, double.NaN], key.Tracks[0]!.Ever.Select(total => total.Accumulator.Result.Number));
        Assert.Equal([("most", WarmingKind.Keys, 40_000L)], new StateReport(next, 0, [new FoldState(fold, Horizon.OfScored(next)).WriteSnapshot()]).Warming.Select(line => (line.Name, line.Kind, line.From)));
        Assert.Equal(("rows of events", 1L, 1_000L), new StateReport(old, 0, [new FoldState(shard.Fold, Horizon.OfScored(old)).WriteSnapshot()]).Lines.Select(line => (line.Name, line.Keys, line.Oldest)).Single());

        static PipelinePlan Plan(string name, bool withMost = false) => FoldPipeline.Plan(p =>
        {
            p.Readings().Unique(r => r.Id, 2 * Second);
            var ever = p.ByKey().Ever(TimeSpan.FromHours(1));
            ever.Sum(name, r => r.Value, "r => r.Value");
            if (withMost)
            {
                ever.Max("most", r => r.Value, double.NaN, "r => r.Value");
            }
        });
    }

    [Fact]
    public void A_total_without_a_beginning_stays_small_and_a_silent_key_is_forgotten_with_it()
    {
        var plan = FoldPipeline.Plan(p =>
        {
            p.Readings().Unique(r => r.Id, 2 * Second);
            var ever = p.ByKey().Ever(10 * Second);
            ever.Count("count");
            ever.StdDev("deviation", r => r.Value);
        });
        var (shard, sizes) = (new ShardDriver(plan), new List<int>());
        for (var time = 0; time < 1_000_000; time += 1_000)
        {
            var row = Assert.Single(shard.Event(new Reading($"{time}", "k", DateTimeOffset.UnixEpoch, time % 7_000), "k", time)).Row;
            Assert.Equal((time / 1_000) + 1, shard.Batch.Row(row)[0]);
            shard.Progress(time - 1);
            Assert.InRange(shard.Fold.Keys.Find("k"u8)!.Tracks[0]!.Count, 1, 5);
            sizes.Add(new FoldState(shard.Fold, Horizon.OfScored(plan)).WriteSnapshot().Length);
        }

        Assert.InRange(sizes[^1], sizes[50], sizes[50] + 16);
        shard.Progress(999_000 + 10_000 + 2_000);
        shard.Restore(RestoreKind.Snapshot);
        Assert.Equal(1, shard.Fold.Keys.Count);
        shard.Progress(999_000 + 10_000 + 2_001);
        shard.Restore(RestoreKind.Snapshot);
        Assert.Equal(0, shard.Fold.Keys.Count);
    }

    [Fact]
    public void What_runs_from_the_first_record_never_warms_up()
    {
        var plan = Windows(w => w.Count("events"));
        var shard = new ShardDriver(plan);
        shard.Event(Reading(1), "k", 7_000);
        Assert.Empty(new StateReport(plan, 0, [new FoldState(Loaded(shard, plan).Fold, 0).WriteSnapshot()]).Warming);
    }

    [Fact]
    public void An_event_under_way_to_the_next_key_keeps_what_both_plans_know_and_is_no_dead_letter()
    {
        var (old, next) = (TwoKeys(first => first.Last(Second).Sum("sum", r => r.Value)), TwoKeys(first =>
        {
            first.Last(Second).Max("max", r => r.Value);
            first.Last(Second).Latest("id", r => r.Id, empty: "none");
            first.Last(Second).Sum("total", r => r.Value);
        }));
        var before = new ShardDriver(old);
        var sent = Assert.Single(before.Event(Reading(5), "k", 100));
        var record = new Serverless.Streams.Outputs.OutputEncoder(old, old.Keys[0], 0).Forward(before.Batch, sent, "k"u8.ToArray());

        var after = new ShardDriver(next, stage: 1);
        var seen = Assert.Single(after.Apply(new() { Topic = record.Topic, Partition = 0, Offset = 0, Key = record.Key, Value = record.Value, Headers = record.Headers }));
        Assert.Equal((OutputKind.Event, null), (seen.Kind, seen.Failure));
        Assert.Equal([double.NaN, 5, 1], after.Batch.Row(seen.Row).ToArray());
        Assert.Equal([null], after.Batch.Objects(seen.Row).ToArray());
    }

    private static PipelinePlan TwoKeys(Action<Keyed<Reading>> define) => FoldPipeline.Plan(p =>
    {
        p.Readings();
        define(p.By("first", r => r.Key));
        p.By("second", r => r.Id).Last(Second).Count("count");
    });

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
        new FoldState(fold, Horizon.OfScored(next)).Load([new FoldState(from, Horizon.OfScored(from.Plan)).WriteSnapshot()]);
        return (fold, fold.Keys.Touch("k"u8));
    }

    private static Reading Reading(double value) => new("", "k", DateTimeOffset.UnixEpoch, value);
}
