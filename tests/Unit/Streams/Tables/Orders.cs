using Serverless.Streams;

namespace Serverless.Tests.Unit.Streams.Tables;

/// <summary>A pipeline that looks things up before its model, in its features and after it.</summary>
public sealed class Orders : Pipeline<Order>
{
    public Orders()
    {
        Shards(2);
        From("orders", TableJson.Default.Order).Unique(o => o.Id, within: Hours(1)).Time(o => o.At, outOfOrder: Seconds(5), idle: Minutes(1));
        var count = By("customer", o => o.Customer).Last(Days(1)).Count("count");
        var items = Table("items", TableJson.Default.Item, i => i.Id);
        var price = Number("price", (o, row) => row.Find(items, o.Item)?.Price);
        var model = Score("orders", features => features
            .Add(price, count)
            .Number("stock", (o, row) => row.Find(items, o.Item)?.Stock ?? -1)
            .Flag("known", (o, row) => row.Find(items, o.Item) is not null)
            .OneHot("kind", (o, row) => row.Find(items, o.Item)?.Kind, ["book", "toy"])
            .Hash("shelf", (o, row) => row.Find(items, o.Item)?.Kind, 2)
            .Log("log_price", (o, row) => row.Find(items, o.Item)?.Price));
        var dear = Rule("dear", (o, row) => row[model.Score] > 0.5 && row.Find(items, o.Item) is { Price: > 100 });
        To(Topic("shop.dear"), when: (o, row) => row[dear]);
    }
}
