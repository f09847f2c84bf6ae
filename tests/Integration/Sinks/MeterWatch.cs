using System.Text.Json.Serialization;
using Serverless.Streams;

namespace Serverless.Tests.Integration.Sinks;

public sealed record Reading(
    string Id, string Meter, DateTimeOffset At, double Load, float Factor = 1, int Phase = 0, long Counter = 0, bool IsManual = false, decimal Price = 0,
    Guid? Device = null, DateOnly? Installed = null, Quality Quality = Quality.Good, IReadOnlyList<int>? Samples = null, ulong Pulses = 0);

public enum Quality
{
    Good,
    Bad,
}

public enum Verdict
{
    Good,
    Check,
}

[JsonSerializable(typeof(Reading))]
internal sealed partial class MeterWatchJson : JsonSerializerContext;

/// <summary>A pipeline with a member of every type that a table maps.</summary>
public class MeterWatch : Pipeline<Reading>
{
    public MeterWatch()
    {
        From("meter.readings", MeterWatchJson.Default.Reading)
            .Unique(r => r.Id, within: Hours(1))
            .Time(r => r.At, outOfOrder: Seconds(5), idle: Minutes(1));
        var meter = By("meter", r => r.Meter);
        var mean = meter.Last(Hours(1)).Mean("load_mean", r => r.Load);
        var hour = meter.Tumbling("meter_hour", Hours(1));
        hour.Sum("load", r => r.Load);
        hour.Count("readings");
        var visit = meter.Session("visit", Minutes(10), allowedLateness: Minutes(30));
        visit.Count("readings");
        visit.Latest("device", r => r.Device?.ToString(), empty: "none");
        visit.Collect("loads", r => r.Load, limit: 3);
        var model = Score("meter-watch", features => features.Number("load", r => r.Load).Add(mean));
        Rule("sudden", (r, row) => r.Load > 3);
        Decide((r, row) => row[model.Score] > 0.5 ? Verdict.Check : Verdict.Good);
    }
}
