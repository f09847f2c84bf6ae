using System.Text;
using Serverless.Streams;
using Serverless.Streams.Changes;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.Streams.Changes;

public sealed class PlanDiffTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public void The_same_definition_has_no_changes()
    {
        var outline = Outline(key => key.Last(Day).Sum("sum", r => r.Value));
        Assert.Empty(PlanDiff.Between(outline, outline));
        Assert.Empty(PlanDiff.Between(outline, PlanOutline.Parse(Encoding.UTF8.GetBytes(outline.ToJson()))));
    }

    [Fact]
    public void Trailing_aggregates_over_rows_that_are_there_are_free_and_others_warm_up()
    {
        var old = Outline(key => key.Last(7 * Day).Sum("sum", r => r.Value));
        var next = Outline(key =>
        {
            key.Last(7 * Day).Sum("total", r => r.Value);
            key.Last(Day).Mean("mean", r => r.Value);
            key.Last(Day).Count("count");
            key.Last(30 * Day).Count("month");
        });

        Assert.Equal(
            [
                new(ChangeKind.WarmUp, "month: new; exact 30d of event time later"),
                new(ChangeKind.Free, "total: was sum"),
                new(ChangeKind.Free, "mean: new; its rows are there"),
                new(ChangeKind.Free, "count: new; its rows are there"),
            ],
            PlanDiff.Between(old, next).ToArray());
    }

    [Fact]
    public void What_looks_back_on_records_or_on_other_values_than_before_says_when_it_is_exact()
    {
        var old = Outline(key =>
        {
            key.LastEvents(5).Sum("sum", r => r.Value);
            key.Last(Day).Count("count");
        });
        var next = Outline(key =>
        {
            key.LastEvents(5).Sum("sum", r => r.Value);
            key.LastEvents(5).Max("max", r => r.Value);
            key.LastEvents(6).Min("min", r => r.Value);
            key.Last(Day).Count("count");
            key.Last(Day).CountDistinct("ids", r => r.Id);
        });

        Assert.Equal(
            [
                new(ChangeKind.WarmUp, "min: new; exact for a key after as many records as it looks back on"),
                new(ChangeKind.WarmUp, "ids: new; exact 1d of event time later"),
                new(ChangeKind.Free, "max: new; its rows are there"),
            ],
            PlanDiff.Between(old, next).ToArray());
    }

    [Fact]
    public void What_has_no_beginning_is_exact_for_keys_that_begin_after_it_and_may_be_renamed()
    {
        var old = Outline(key =>
        {
            key.Last(Day).Count("count");
            key.Ever(90 * Day).Sum("sum", r => r.Value);
            key.Ever(90 * Day).Max("max", r => r.Value);
        });
        var next = Outline(key =>
        {
            key.Last(Day).Count("count");
            key.Ever(90 * Day).Sum("total", r => r.Value);
            key.Ever(30 * Day).Max("max", r => r.Value);
            key.Ever(90 * Day).Count("all");
        });

        Assert.Equal(
            [
                new(ChangeKind.WarmUp, "max: changed; exact for a key that begins after it, or begins again after 30d of silence"),
                new(ChangeKind.WarmUp, "all: new; exact for a key that begins after it, or begins again after 90d of silence"),
                new(ChangeKind.Free, "total: was sum"),
            ],
            PlanDiff.Between(old, next).ToArray());
    }

    [Fact]
    public void Windows_and_their_aggregates_warm_up_when_they_are_new_and_go_on_when_they_are_renamed()
    {
        var old = Outline(key =>
        {
            var hour = key.Tumbling("hour", TimeSpan.FromHours(1));
            hour.Count("events");
            hour.Sum("turnover", r => r.Value);
        });
        var next = Outline(key =>
        {
            var hour = key.Tumbling("hour", TimeSpan.FromHours(1), allowedLateness: Day);
            hour.Count("number");
            hour.Mean("mean", r => r.Value);
            key.Session("visit", TimeSpan.FromMinutes(30)).Count("events");
        });

        Assert.Equal(
            [
                new(ChangeKind.WarmUp, "hour.mean: new; null in windows that hold events of before, exact in all others"),
                new(ChangeKind.WarmUp, "visit: new; exact from the first window on that starts after the newest event of before"),
                new(ChangeKind.Free, "hour.number: was hour.events"),
                new(ChangeKind.Free, "visit.events: new"),
                new(ChangeKind.Free, "hour.turnover: gone"),
            ],
            PlanDiff.Between(old, next).ToArray());
    }

    [Fact]
    public void Keys_event_time_shards_and_when_events_are_taken_are_rebuilds()
    {
        var old = PlanOutline.Of(FoldPipeline.Plan(p =>
        {
            p.Readings();
            p.By("key", r => r.Key).Last(Day).Count("count");
        }));
        var next = PlanOutline.Of(FoldPipeline.Plan(p =>
        {
            p.AtWatermark();
            p.From(FoldPipeline.ReadingsTopic, FoldJson.Default.Reading).Time(r => r.At.AddHours(1), Day);
            p.By("key", r => r.Id, "2").Last(Day).Count("count");
        }));
        var changes = PlanDiff.Between(old, next);

        Assert.Equal(
            ["events are taken", "event time of readings", "readings at key", "key key"],
            changes.Where(change => change.Kind == ChangeKind.Rebuild).Select(change => change.Text[..change.Text.IndexOf(':', StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"pipeline\":1}")]
    [InlineData("{\"pipeline\":\"p\",\"version\":\"v\",\"elements\":[{\"kind\":\"Tree\"}]}")]
    public void What_is_no_written_plan_is_refused_in_one_sentence(string json) =>
        Assert.Equal("It is no plan as ./serverless explain --json writes it.", Assert.Throws<FormatException>(() => PlanOutline.Parse(Encoding.UTF8.GetBytes(json))).Message);

    private static PlanOutline Outline(Action<Keyed<Reading>> define) => PlanOutline.Of(FoldPipeline.PlanOfKey(define));
}
