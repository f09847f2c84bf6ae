using System.Collections.Immutable;
using Serverless.Streams;

namespace Serverless.Benchmarks;

/// <summary>A pipeline each of whose lambdas throws for a customer named after its place.</summary>
internal sealed class PoisonedPurchases : Pipeline<Purchase>
{
    public PoisonedPurchases()
    {
        Shards(1);
        From("purchases", PurchaseJson.Default.Purchase)
            .Time(p => p.At, outOfOrder: Seconds(1), idle: Minutes(1))
            .Drop(p => Of(p, "drop", false), "dropped")
            .Reject(p => Of(p, "reject", false), "rejected")
            .Map(p => p with { Amount = Of(p, "map", p.Amount) });
        var customer = By("customer", p => Of(p, "key", p.Customer));
        customer.Last(Seconds(5)).Sum("spent", p => Of(p, "aggregate", p.Amount));
        customer.Tumbling("moment", Seconds(5)).Sum("turnover", p => Of(p, "window", p.Amount));
        var number = Number("number", (p, _) => Of(p, "number", 1.0));
        var rule = Rule("rule", (p, row) => Of(p, "rule", row[number] > 0));
        To(Topic("checks"), when: (p, row) => Of(p, "route", row[rule]));
    }

    /// <summary>The customers for whom it throws.</summary>
    public static ImmutableArray<string> Places { get; } = ["drop", "reject", "map", "key", "aggregate", "window", "number", "rule", "route"];

    private static T Of<T>(Purchase purchase, string place, T value) => purchase.Customer == place ? throw new InvalidOperationException($"poison in {place}") : value;
}
