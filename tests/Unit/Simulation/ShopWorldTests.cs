using System.Text;
using System.Text.Json;
using Serverless.Local.Simulation;
using Serverless.Local.Simulation.Shop;

namespace Serverless.Tests.Unit.Simulation;

public sealed class ShopWorldTests
{
    [Fact]
    public void The_same_seed_is_the_same_shop_and_days_do_not_depend_on_how_many_there_are()
    {
        var one = new ShopWorld(seed: 3, visitors: 50).Views(1).Select(Text).ToList();
        Assert.Equal(one, new ShopWorld(seed: 3, visitors: 50).Views(3).Take(one.Count).Select(Text));
        Assert.NotEqual(one, new ShopWorld(seed: 4, visitors: 50).Views(1).Select(Text));
    }

    [Fact]
    public void A_label_is_the_item_of_the_next_view_known_when_that_happens()
    {
        var views = new ShopWorld(visitors: 50).Views(1).ToDictionary(view => view.Id!, view => (view, Json: JsonDocument.Parse(view.Value).RootElement.Clone()));
        foreach (var (id, (view, json)) in views)
        {
            var parts = id.Split('-');
            var has = views.TryGetValue($"{parts[0]}-{parts[1]}-{int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture) + 1}", out var next);
            Assert.Equal(has ? next.Json.GetProperty("item").GetRawText() : null, view.Label);
            Assert.True(!has || next.Json.GetProperty("at").GetDateTimeOffset().ToUnixTimeMilliseconds() == view.Labelled, id);
            Assert.InRange(json.GetProperty("item").GetInt32(), 0, ShopWorld.Items - 1);
        }

        Assert.Equal(ShopWorld.Items, Enumerable.Range(0, ShopWorld.Items).Select(ShopWorld.After).Distinct().Count());
    }

    private static string Text(SimulatedEvent view) => $"{view.Arrival} {view.Label} {view.Labelled} {Encoding.UTF8.GetString(view.Value)}";
}
