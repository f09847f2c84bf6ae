using System.Text;
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

    [Fact]
    public async Task What_is_sold_out_is_not_recommended_and_a_new_catalogue_is_in_force_from_its_place_on()
    {
        var run = await TestRun.Of(new WebPersonalization()).Model(7, ("least_pages", 1))
            .Table("items", new Item(7, "shirts", 12), new Item(8, "shirts", 9), new Item(20, "jackets", 80))
            .With(First with { Item = 8 }, First with { Id = "b", Item = 20, At = Noon.AddMinutes(1) })
            .Table("items", new Item(7, "shirts", 12, InStock: false), new Item(8, "shirts", 9))
            .With(First with { Id = "c", Item = 8, At = Noon.AddMinutes(2) }, First with { Id = "d", Item = 20, At = Noon.AddMinutes(3) })
            .WithTakeovers()
            .RunAsync();

        Assert.Equal(["recommend", "recommend", "bestsellers", "bestsellers"], run.Predictions.Values.OrderBy(prediction => prediction.Id).Select(prediction => prediction.Decision));
        Assert.Equal(["known_visitor"], run.Predictions["a"].Reasons);
        Assert.Equal(["known_visitor", "other_shelf"], run.Predictions["b"].Reasons);
        Assert.Equal(["known_visitor", "sold_out"], run.Predictions["c"].Reasons);
        Assert.Equal(1, run.AbsentKeys["items"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(ShopCatalogue.Versions)]
    public void The_committed_catalogue_is_the_simulated_shops(int version)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "pipelines", nameof(WebPersonalization), "tables", "items", $"{version}.jsonl");
        Assert.Equal(Encoding.UTF8.GetString(ShopCatalogue.Rows(version)), File.ReadAllText(file));
        Assert.Equal(ShopWorld.Items, new WebPersonalization().Build().Tables[0].Read(ShopCatalogue.Rows(version)).Count);
    }
}
