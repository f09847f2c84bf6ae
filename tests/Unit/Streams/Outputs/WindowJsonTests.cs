using System.Text;
using Serverless.Streams.Codec;
using Serverless.Streams.Fold;
using Serverless.Streams.Outputs;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Plan;
using Serverless.Streams.Windows;

namespace Serverless.Tests.Unit.Streams.Outputs;

public sealed class WindowJsonTests
{
    private const long Hour = 3_600_000;
    private const long Week = 7 * 24 * Hour;

    [Fact]
    public void A_result_says_window_key_bounds_revision_and_values() =>
        Assert.Equal(
            """{"window":"sales","key":"k","start":"1970-01-01T00:00:00Z","end":"1970-01-01T01:00:00Z","revision":2,"turnover":12.5,"mean":null}""",
            Write(Hour, start: 0));

    [Fact]
    public void A_window_around_the_first_event_that_a_date_can_name_starts_at_that_date()
    {
        var first = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
        Assert.Contains("\"start\":\"0001-01-01T00:00:00Z\",\"end\":\"0001-01-07T00:00:00Z\"", Write(Week, first - (24 * Hour)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_around_the_last_event_that_a_date_can_name_ends_at_that_date()
    {
        var last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        Assert.Contains("\"end\":\"9999-12-31T23:59:59.999Z\"", Write(Week, last - Hour), StringComparison.Ordinal);
    }

    private static string Write(long size, long start)
    {
        WindowAggregatePlan[] aggregates = [new("turnover", new(AggregateKind.Sum, 0), _ => default, ""), new("mean", new(AggregateKind.Mean, double.NaN), _ => default, "")];
        var writer = new ByteWriter();
        var plan = new WindowPlan { Name = "sales", Kind = WindowKind.Tumbling, Size = size, Slide = size, Aggregates = [.. aggregates], Hash = "" };
        new WindowJson().Write(writer, plan, new WindowResult("k"u8.ToArray(), start, start + size, 2, new AggregateValue[] { new(12.5), new(double.NaN) }));
        return Encoding.UTF8.GetString(writer.Written);
    }
}
