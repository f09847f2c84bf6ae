using Serverless.Streams;
using Serverless.Streams.Plan;

namespace Serverless.Tests.Unit.Streams.Definition;

public sealed class PlanTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly Payment Any = new("1", "c", DateTimeOffset.UnixEpoch, 12.5);

    [Theory]
    [InlineData("CardFraud", "card-fraud")]
    [InlineData("HTTPErrors2", "http-errors2")]
    [InlineData("A", "a")]
    [InlineData("Text_Mining", "text-mining")]
    public void A_name_becomes_kebab_case(string name, string expected) => Assert.Equal(expected, KebabCase.Of(name));

    [Theory]
    [InlineData(7 * 24 * 3600_000L, "7d")]
    [InlineData(36 * 3600_000L, "36h")]
    [InlineData(90 * 60_000L, "90m")]
    [InlineData(45_000L, "45s")]
    [InlineData(250L, "250ms")]
    [InlineData(0L, "0s")]
    public void A_span_is_said_in_its_largest_unit(long milliseconds, string expected) => Assert.Equal(expected, SpanText.OfMilliseconds(milliseconds));

    [Fact]
    public void Two_definitions_of_one_class_are_the_same_and_one_builds_once()
    {
        var pipeline = Full();
        var plan = pipeline.Build();

        Assert.Same(plan, pipeline.Build());
        Assert.Equal(plan.Version, Full().Build().Version);
        Assert.Equal(plan.Explain(), Full().Build().Explain());
        Assert.Matches("^[0-9a-f]{12}$", plan.Version);
    }

    [Fact]
    public void What_is_built_can_not_change()
    {
        var pipeline = Full();
        pipeline.Build();

        Assert.Throws<InvalidOperationException>(() => pipeline.By("late", t => t.Card));
        Assert.Throws<InvalidOperationException>(() => pipeline.Shards(2));
    }

    [Fact]
    public void Every_change_of_meaning_changes_the_version()
    {
        string[] versions =
        [
            Full().Build().Version,
            Full(span: 2 * Day).Build().Version,
            new AnyPipeline(p => p.Payments()).Build().Version,
            new AnyPipeline(p => p.Payments(s => s.Default(t => t.Note, "none"))).Build().Version,
            new AnyPipeline(p => p.Payments(s => s.Default(t => t.Note, "some"))).Build().Version,
        ];
        Assert.Equal(versions.Length, versions.Distinct().Count());
    }

    [Fact]
    public void Numbers_lie_key_by_key_then_values_score_parameters_rules_decision()
    {
        var plan = Full().Build();

        Assert.Equal([0, 1, 2, 3], plan.Keys[0].Tracks.SelectMany(track => track.Aggregates).Select(aggregate => aggregate.Slot));
        Assert.Equal([0, 4], plan.Keys.Select(key => key.Arrives.Numbers.Length));
        Assert.Equal([("size", 6), ("share_1d", 7), ("share_7d", 8)], plan.BeforeModel.Select(step => (step.Name, step.Slot)));
        Assert.Equal(9, plan.Model!.ScoreSlot);
        Assert.Equal([("limit", 10)], plan.Model.ParameterSlots.ToArray());
        Assert.Equal([("big", 11), ("decision", 12)], plan.AfterModel.Select(step => (step.Name, step.Slot)));
        Assert.Equal(13, plan.RowWidth);
    }

    [Fact]
    public void Equal_selectors_share_a_column()
    {
        var plan = Full().Build();
        Assert.Equal(["t => t.Amount"], plan.Keys[0].Tracks.Single().Columns.Select(column => column.Text));
    }

    [Fact]
    public void Equal_text_over_captured_variables_shares_none()
    {
        var plan = new AnyPipeline(p =>
        {
            p.Payments();
            var window = p.By("card", t => t.Card).Last(Day);
            foreach (var factor in new[] { 1, 2 })
                window.Sum($"sum_{factor}", t => t.Amount * factor);
        }).Build();
        Assert.Equal([12.5, 25.0], plan.Keys[0].Tracks[0].Columns.Select(column => column.Value(Any).Number));
    }

    [Fact]
    public void A_source_of_another_type_has_a_track_and_an_entry_of_its_own()
    {
        var plan = Full().Build();
        var track = plan.Keys[1].Tracks.Single();

        Assert.Equal(1, track.Source);
        Assert.Equal(1000, track.At!(new Refund("r", "c", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(1))));
        Assert.Equal([1], plan.Sources[1].Entries.Select(entry => entry.Key));
        Assert.Equal([0], plan.Sources[0].Entries.Select(entry => entry.Key));
        Assert.All(track.Aggregates, aggregate => Assert.Equal((long)Day.TotalMilliseconds, aggregate.Delay));
    }

    [Fact]
    public void The_row_is_computed_step_by_step()
    {
        var plan = Full().Build();
        var numbers = new double[plan.RowWidth];
        (numbers[0], numbers[1], numbers[4], numbers[5]) = (4, 0, 1, 3);
        foreach (var step in plan.BeforeModel)
            numbers[step.Slot] = step.Compute(Any, new Row(numbers));
        var features = new float[plan.Model!.Features.Length];
        plan.Model.Write(Any with { Kind = "b" }, new Row(numbers), features);
        (numbers[plan.Model.ScoreSlot], numbers[10]) = (0.9, 0.5);
        foreach (var step in plan.AfterModel)
            numbers[step.Slot] = step.Compute(Any, new Row(numbers));

        Assert.Equal(["amount", "odd", "kind_a", "kind_b", "share_1d", "share_7d"], plan.Model.Features.Select(feature => feature.Name));
        Assert.Equal([12.5f, 1, 0, 1, 0.25f, 0], features);
        Assert.Equal((1, 1), (numbers[11], numbers[12]));
        Assert.Equal(["letPass", "refuse"], plan.Decision!.Names.ToArray());
        Assert.True(plan.Routes[0].When!(Any, new Row(numbers)));
    }

    [Fact]
    public void What_is_said_after_the_decision_can_read_it()
    {
        var plan = new AnyPipeline(p =>
        {
            p.Payments();
            var verdict = p.Decide((_, _) => Verdict.Refuse);
            p.Rule("refused", (_, row) => row.Get(verdict) == Verdict.Refuse);
        }).Build();
        Assert.Equal(["decision", "refused"], plan.BeforeModel.Concat(plan.AfterModel).Select(step => step.Name));
    }

    [Fact]
    public void Several_sources_of_the_events_type_are_scored()
    {
        var plan = new AnyPipeline(p =>
        {
            p.Payments();
            p.From("more-payments", TestJson.Default.Payment).Time(t => t.At, Day);
            p.By("card", t => t.Card).Last(Day).Count("count");
        }).Build();
        Assert.All(plan.Sources, source => Assert.True(source.IsScored && source.Entries.Single().Key == 0));
        Assert.Null(plan.Sources[1].Execution.UniqueOf(Any));
        Assert.Contains("more-payments has no idle time", plan.Explain());
    }

    [Fact]
    public void A_window_that_is_asked_for_too_late_throws()
    {
        Numbers? count = null;
        var pipeline = new AnyPipeline(p =>
        {
            p.Payments();
            count = p.By("card", t => t.Card).Last(Day, 2 * Day).Count("count");
        });
        pipeline.Build();
        Assert.StartsWith("\"count\" has the windows 1d, 2d, not 3d.", Assert.Throws<ArgumentException>(() => count![3 * Day]).Message);
    }

    [Fact]
    public void Null_and_infinity_are_missing()
    {
        var plan = new AnyPipeline(p =>
        {
            p.Payments();
            var window = p.By("card", t => t.Card).Last(Day);
            window.Sum("distance", t => t.Distance);
            window.Sum("inverse", t => t.Amount / 0);
        }).Build();
        Assert.All(plan.Keys[0].Tracks[0].Columns, column => Assert.Equal(double.NaN, column.Value(Any).Number));
    }

    [Fact]
    public void Without_key_records_are_spread_by_their_id()
    {
        var key = new AnyPipeline(p => p.Payments()).Build().Keys.Single();
        Assert.Equal(("id", "any-pipeline.by-id", "1"), (key.Name, key.Topic, key.KeyOf(Any)));
    }

    [Fact]
    public void Topics_are_named_after_the_pipeline() =>
        Assert.Equal(
            ["any-pipeline.by-card", "any-pipeline.by-kind", "any-pipeline.predictions", "any-pipeline.events", "any-pipeline.dead", "alerts"],
            Full().Build().OwnedTopics.ToArray());

    private static AnyPipeline Full(TimeSpan? span = null) => new(p =>
    {
        p.Payments();
        var refunds = p.From("refunds", TestJson.Default.Refund).Time(f => f.At, outOfOrder: Day, idle: Day);
        var card = p.By("card", t => t.Card).Last(span ?? Day, 7 * Day);
        var (sum, mean) = (card.Sum("sum", t => t.Amount), card.Mean("mean", t => t.Amount));
        var kind = p.By("kind", t => t.Kind);
        var refunded = refunds.By(kind, f => f.Card, at: f => f.PaidAt).Last(span ?? Day, 7 * Day).DelayedBy(Day).Count("refunded");
        p.Number("size", (t, row) => t.Amount + row[mean[7 * Day]]);
        var share = p.Ratio("share", refunded, sum);
        var model = p.Score("model", features => features.Number("amount", t => t.Amount).Flag("odd", (t, _) => t.Amount % 2 != 0).OneHot("kind", t => t.Kind, ["a", "b"]).Add(share));
        var limit = model.Parameter("limit");
        Assert.Same(limit, model.Parameter("limit"));
        var big = p.Rule("big", (_, row) => row[model.Score] > row[limit]);
        var verdict = p.Decide((_, row) => row[big] ? Verdict.Refuse : Verdict.LetPass);
        p.To("alerts", (_, row) => row.Get(verdict) == Verdict.Refuse);
    });
}
