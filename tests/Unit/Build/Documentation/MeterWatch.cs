using System.Text.Json.Serialization;
using Serverless.Streams;

namespace Serverless.Tests.Unit.Build.Documentation;

// The README's own pipeline, word for word.
public sealed record Reading(string Id, string Meter, DateTimeOffset At, double Load);

[JsonSerializable(typeof(Reading))]
internal sealed partial class MeterWatchJson : JsonSerializerContext;

public enum Verdict
{
    Good,
    Check,
}

public sealed class MeterWatch : Pipeline<Reading>
{
    public MeterWatch()
    {
        From("meter.readings", MeterWatchJson.Default.Reading)
            .Unique(r => r.Id, within: Hours(1))
            .Time(r => r.At, outOfOrder: Seconds(5), idle: Minutes(1))
            .Require(r => r.Meter)
            .Reject(r => r.Load, Outside(0, 1_000));

        var meter = By("meter", r => r.Meter);
        var mean = meter.Last(Hours(1)).Mean("load_mean", r => r.Load);
        meter.Tumbling("meter_hour", Hours(1)).Sum("load", r => r.Load);

        var sudden = Rule("sudden", (r, row) => r.Load > 3 * row[mean]);
        var verdict = Decide((r, row) => row[sudden] ? Verdict.Check : Verdict.Good);
        To(Topic("meter.checks"), when: (r, row) => row.Get(verdict) == Verdict.Check);
    }
}
