using System.Text.Json.Serialization;
using Serverless.Streams;

namespace Serverless.Benchmarks;

/// <summary>A purchase of a customer.</summary>
public sealed record Purchase(string Customer, DateTimeOffset At, double Amount);

/// <summary>Count and mean of 30 days per customer, in one shard.</summary>
internal sealed class Purchases : Pipeline<Purchase>
{
    public Purchases()
    {
        Shards(1);
        From("purchases", PurchaseJson.Default.Purchase).Time(p => p.At, outOfOrder: Seconds(10), idle: Minutes(1));
        var customer = By("customer", p => p.Customer).Last(Days(30));
        customer.Count("purchases");
        customer.Mean("spent", p => p.Amount);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Purchase))]
internal sealed partial class PurchaseJson : JsonSerializerContext;
