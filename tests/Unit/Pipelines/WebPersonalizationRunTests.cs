using Serverless.Local.Simulation.Shop;
using Serverless.Local.Testing;
using Serverless.Pipelines.WebPersonalization;

namespace Serverless.Tests.Unit.Pipelines;

/// <summary>The whole pipeline, as its author tests it.</summary>
public sealed class WebPersonalizationRunTests
{
    private static readonly DateTimeOffset Noon = new(2025, 3, 3, 12, 0, 0, TimeSpan.Zero);
    private static readonly View First = new("a", "v1", 10, Noon, 20);

    [Fact]
    public async Task The_last_items_are_a_sequence_and_a_visit_ends_with_half_an_hour_of_silence()
    {
        var run = await TestRun.Of(new WebPersonalization())
            .Model(7, ("least_pages", 2))
            .With(First, First with { Id = "b", Item = 20, At = Noon.AddMinutes(1), Dwell = 900 }, First with { Id = "c", Item = 30, At = Noon.AddMinutes(2) })
            .With(First with { Id = "d", VisitorId = "bot-9", At = Noon.AddMinutes(2) }, First with { Id = "e", Item = 60, At = Noon.AddMinutes(2) })
            .With(First with { Id = "f", Item = 40, At = Noon.AddHours(2) })
            .WithTakeovers()
            .RunAsync();

        run.Features["a"].Expect(("item_1", 10), ("item_2", -1), ("item_5", -1));
        run.Features["f"].Expect(("item_1", 40), ("item_2", 30), ("item_3", 20), ("item_4", 10), ("item_5", -1));
        Assert.Equal(("bestsellers", "recommend", "bestsellers"), (run.Predictions["a"].Decision, run.Predictions["b"].Decision, run.Predictions["f"].Decision));
        Assert.Equal(["b", "c"], run.Sent("shop.recommendations").Select(sent => sent.Id));
        Assert.Equal(1, run.Dropped["robot"]);
        Assert.Equal("reject", Assert.Single(run.Dead.Values).Reason);
        var visits = run.Window("visit");
        Assert.Equal([Noon, Noon.AddHours(2)], visits.Select(visit => visit.Start));
        visits[0].Values.Expect(("pages", 3), ("seconds", 640), ("items", 3));
    }

    [Fact]
    public async Task The_committed_model_expects_the_item_that_usually_follows()
    {
        var items = Enumerable.Range(0, ShopWorld.Items).ToArray();
        var run = await TestRun.Of(new WebPersonalization())
            .With([.. items.Select(item => First with { Id = $"{item}", VisitorId = $"v{item}", Item = item, At = Noon.AddSeconds(item) })])
            .RunAsync();

        Assert.All(items, item => Assert.NotEqual(item, run.Predictions[$"{item}"].Score));
        Assert.True(items.Count(item => run.Predictions[$"{item}"].Score == ShopWorld.After(item)) > ShopWorld.Items * 9 / 10);
    }
}
