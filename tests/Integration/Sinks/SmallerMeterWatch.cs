using System.Text.Json.Serialization;
using Serverless.Streams;

namespace Serverless.Tests.Integration.Sinks.Smaller;

public sealed record Reading(string Id, string Meter, DateTimeOffset At, double Load);

[JsonSerializable(typeof(Reading))]
internal sealed partial class SmallerMeterJson : JsonSerializerContext;

/// <summary>The pipeline as it was before it got a model, a window and more members.</summary>
public sealed class MeterWatch : Pipeline<Reading>
{
    public MeterWatch()
    {
        From("meter.readings", SmallerMeterJson.Default.Reading)
            .Unique(r => r.Id, within: Hours(1))
            .Time(r => r.At, outOfOrder: Seconds(5), idle: Minutes(1));
        By("meter", r => r.Meter).Last(Hours(1)).Mean("load_mean", r => r.Load);
        Rule("sudden", (r, row) => r.Load > 3);
    }
}
