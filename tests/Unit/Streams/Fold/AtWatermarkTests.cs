using Serverless.Streams;
using Serverless.Streams.Fold;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>Events that wait for the watermark.</summary>
public sealed class AtWatermarkTests
{
    private static readonly PipelinePlan Plan = FoldPipeline.Plan(p =>
    {
        p.AtWatermark();
        p.Readings().Unique(r => r.Id, TimeSpan.FromMinutes(1));
        var key = p.ByKey();
        p.Notices().By(key, n => n.Key, n => n.At).Last(TimeSpan.FromSeconds(10)).Count("notices");
        key.Last(TimeSpan.FromSeconds(10)).Count("count");
        key.Tumbling("second", TimeSpan.FromSeconds(1), allowedLateness: TimeSpan.FromSeconds(5)).Sum("total", r => r.Value);
    });

    private readonly ShardDriver _shard = new(Plan);

    [Fact]
    public void Events_go_on_when_the_watermark_has_passed_them_in_the_order_of_time_and_position()
    {
        Assert.Empty(Event("c", 300));
        Assert.Empty(Event("a", 100));
        Assert.Empty(Event("b", 100));
        Assert.Empty(_shard.Progress(99));
        var released = _shard.Progress(299);

        Assert.Equal(["a", "b"], released.Select(output => ((Reading)output.Record!).Id));
        Assert.Equal([1.0, 2], released.Select(CountOf));
        Assert.All(released, output => Assert.Equal((_shard.Log.Count - 1, 99L), (output.Offset, output.Watermark)));
        Assert.Equal([0L, 1], released.Select(output => OutputId.OrdinalOf(output.Slot)));
        Assert.Equal(3, CountOf(Assert.Single(_shard.Progress(300))));
    }

    [Fact]
    public void What_comes_at_or_below_the_watermark_is_late_and_counts_nowhere()
    {
        _shard.Progress(500);
        var late = Assert.Single(Event("a", 400));

        Assert.Equal((OutputKind.Late, "watermark", 100L), (late.Kind, late.Rule, late.LateBy));
        Assert.Equal(0, _shard.Fold.Keys.Count);
        Assert.Equal(1, _shard.Fold.Counts.Late);
        Assert.Empty(Event("b", 501));
    }

    [Fact]
    public void A_window_fires_once_with_all_its_events_before_those_that_come_after_its_end()
    {
        Event("a", 1_500, 1);
        Event("b", 900, 2);
        Event("c", 2_500, 4);
        Event("d", 1_100, 8);
        var outputs = _shard.Progress(3_000);

        Assert.Equal(["b", "d", "a", "c"], outputs.Where(output => output.Kind == OutputKind.Event).Select(output => ((Reading)output.Record!).Id));
        Assert.Equal([(0L, 2.0), (1_000, 9), (2_000, 4)], outputs.Where(output => output.Window is not null).Select(output => (output.Window!.Value.Start, output.Window.Value.Values[0].Number)));
        Assert.Equal(outputs.Select(output => output.Slot).Order(), outputs.Select(output => output.Slot));
    }

    [Fact]
    public void A_repeat_of_a_waiting_event_is_dropped()
    {
        Event("a", 100);
        Event("a", 100);
        Assert.Equal(1, _shard.Fold.Counts.Duplicates);
        Assert.Single(_shard.Progress(100));
    }

    [Fact]
    public void Records_about_events_wait_for_their_own_time_and_count_from_where_they_stand_when_they_are_late()
    {
        _shard.Event(Notice("n", at: 150, reportedAt: 400), "k", 400);
        Event("a", 200);
        Event("b", 450);
        Assert.Equal(0, NoticesOf(Assert.Single(_shard.Progress(300))));
        Assert.Equal(1, NoticesOf(Assert.Single(_shard.Progress(500))));
        _shard.Event(Notice("late", at: 160, reportedAt: 480), "k", 480);
        Event("c", 600);
        Assert.Equal(2, NoticesOf(Assert.Single(_shard.Progress(600))));
    }

    [Theory]
    [InlineData((int)RestoreKind.Snapshot)]
    [InlineData((int)RestoreKind.Segments)]
    [InlineData((int)RestoreKind.Inline)]
    public void What_waits_is_in_the_state_and_what_was_released_is_not(int kind)
    {
        var shard = new ShardDriver(Plan) { BeforeEach = (RestoreKind)kind };
        shard.Event(new Reading("b", "k", DateTimeOffset.UnixEpoch, 2), "k", 200);
        shard.Event(new Reading("a", "k", DateTimeOffset.UnixEpoch, 1), "k", 100);
        Assert.Single(shard.Progress(150));
        Assert.Equal(1, shard.Fold.Waiting.Count);
        shard.Restore((RestoreKind)kind);
        Assert.Equal(1, shard.Fold.Waiting.Count);
        Assert.Equal(2, CountOf(shard, Assert.Single(shard.Progress(200))));
        Assert.Equal(3, shard.End().Single(output => output.Window is not null).Window!.Value.Values[0].Number);
    }

    [Fact]
    public void Whatever_order_events_come_in_the_same_goes_on()
    {
        string? expected = null;
        for (var seed = 0; seed < 200; seed++)
        {
            var (random, shard, events, windows) = (new Random(seed), new ShardDriver(Plan), new List<string>(), new List<string>());
            var arrivals = Enumerable.Range(0, 40).Select(index => (Id: index, Time: 1 + (index * 7919L % 4_000))).ToArray();
            var watermark = 0L;
            foreach (var (id, time) in arrivals.OrderBy(e => e.Time + random.Next(1_000)).ToArray())
            {
                Take(shard.Event(new Reading($"{id}", "k", DateTimeOffset.UnixEpoch, id), "k", time));
                watermark = Math.Max(watermark, time - 1_000 - 1);
                Take(shard.Progress(watermark));
            }

            Take(shard.End());
            var seen = string.Join('\n', [.. events, .. windows]);
            Assert.True((expected ??= seen) == seen, $"seed {seed}");

            void Take(List<FoldOutput> outputs)
            {
                events.AddRange(outputs.Where(output => output.Window is null).Select(output => $"{output.Kind} {((Reading)output.Record!).Id} {CountOf(shard, output)}"));
                windows.AddRange(outputs.Where(output => output.Window is not null).Select(output => $"{output.Window!.Value.Start} {output.Window.Value.Values[0].Number} {output.Window.Value.Revision}"));
            }
        }
    }

    [Fact]
    public void A_bounded_run_ends_with_the_greatest_watermark_so_that_nothing_waits_and_every_window_closes()
    {
        var shard = new ShardDriver(FoldPipeline.PlanOfKey(key =>
        {
            key.Session("visit", TimeSpan.FromDays(3_000)).Count("events");
            key.Hopping("week", TimeSpan.FromDays(7), TimeSpan.FromDays(1), allowedLateness: TimeSpan.FromDays(3_000)).Count("events");
        }));
        shard.Event(new Reading("", "k", DateTimeOffset.UnixEpoch), "k", 0);
        Assert.Equal(1 + 7, shard.End().Count(output => output.Window is not null));
        Assert.Equal(long.MaxValue, shard.Watermark);
        Assert.Empty(shard.End());
    }

    private static Notice Notice(string id, long at, long reportedAt) =>
        new(id, "k", DateTimeOffset.FromUnixTimeMilliseconds(at), DateTimeOffset.FromUnixTimeMilliseconds(reportedAt));

    private List<FoldOutput> Event(string id, long time, double value = 1) => _shard.Event(new Reading(id, "k", DateTimeOffset.UnixEpoch, value), "k", time);

    private double CountOf(FoldOutput output) => CountOf(_shard, output);

    private static double CountOf(ShardDriver shard, FoldOutput output) => ValueOf(shard, output, "count");

    private double NoticesOf(FoldOutput output) => ValueOf(_shard, output, "notices");

    private static double ValueOf(ShardDriver shard, FoldOutput output, string name) =>
        shard.Batch.Row(output.Row)[Plan.Keys[0].Tracks.SelectMany(track => track.Aggregates).Single(aggregate => aggregate.Name == name).Slot];
}
