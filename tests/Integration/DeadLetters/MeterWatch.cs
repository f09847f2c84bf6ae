using System.Text.Json.Serialization;
using Serverless.Streams;

namespace Serverless.Tests.Integration.DeadLetters;

public sealed record Reading(string Id, string Meter, DateTimeOffset At, double Load);

[JsonSerializable(typeof(Reading))]
internal sealed partial class DeadMeterJson : JsonSerializerContext;

/// <summary>A pipeline that refuses loads above a limit, and throws in a rule at a load of 7.</summary>
public class MeterWatch : Pipeline<Reading>
{
    public MeterWatch()
        : this(limit: 10)
    {
    }

    protected MeterWatch(double limit)
    {
        From("meter.readings", DeadMeterJson.Default.Reading)
            .Unique(r => r.Id, within: Hours(1))
            .Time(r => r.At, outOfOrder: Seconds(5), idle: Minutes(1))
            .Reject(r => r.Load, Outside(0, limit));
        var meter = By("meter", r => r.Meter);
        var count = meter.Last(Hours(1)).Count("readings");
        Rule("many", (r, row) => r.Load == 7 ? throw new InvalidOperationException("seven") : row[count] > 2);
    }
}
