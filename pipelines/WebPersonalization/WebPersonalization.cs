namespace Serverless.Pipelines.WebPersonalization;

/// <summary>Tells which item a visitor of a web shop will want to see next, from the last ones that were looked at.</summary>
public sealed class WebPersonalization : Pipeline<View>
{
    private const int Items = 60;
    private const int Remembered = 5;

    /// <summary>The definition, from top to bottom: sources, keys, values, model, rules and decision, outputs.</summary>
    public WebPersonalization()
    {
        From("shop.views", WebPersonalizationJson.Default.View)
            .Unique(v => v.Id, within: Hours(1))
            .Time(v => v.At, outOfOrder: Seconds(5), idle: Minutes(1))
            .Require(v => v.VisitorId)
            .Drop(v => v.VisitorId.StartsWith("bot-", StringComparison.Ordinal), "robot")
            .Reject(v => v.Item is < 0 or >= Items, "no such item")
            .Clip(v => v.Dwell, Outside(0, 600));

        var visitor = By("visitor", v => v.VisitorId);
        var seen = visitor.LastEvents(Remembered).Collect("seen", v => v.Item, limit: Remembered);

        var visit = visitor.Session("visit", gap: Minutes(30));
        var pages = visit.Count("pages");
        visit.Sum("seconds", v => v.Dwell);
        visit.CountDistinct("items", v => v.Item.ToString(System.Globalization.CultureInfo.InvariantCulture));

        var items = Table("items", WebPersonalizationJson.Default.Item, i => i.Id);
        var model = Score("next-item", features => features          // the score is the item's number
            .Sequence("item", seen, Remembered, empty: -1));
        var (next, least) = (model.Score, model.Parameter("least_pages"));

        var known = Rule("known_visitor", (v, row) => row[pages] >= row[least]);
        var sold = Rule("sold_out", (v, row) => row.Find(items, (int)row[next]) is not { InStock: true });
        Rule("other_shelf", (v, row) => row.Find(items, (int)row[next])?.Category != row.Find(items, v.Item)?.Category);
        var decision = Decide((v, row) => row[known] && !row[sold] ? Decision.Recommend : Decision.Bestsellers);
        To(Topic("shop.recommendations"), when: (v, row) => row.Get(decision) == Decision.Recommend);
    }
}
