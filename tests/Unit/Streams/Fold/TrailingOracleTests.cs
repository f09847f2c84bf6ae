using System.Text.Json;
using Serverless.Streams;
using Serverless.Streams.Fold;
using Serverless.Streams.Outputs;
using Xunit.Abstractions;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>Trailing aggregates against a brute force in Python, at arrival and at the watermark.</summary>
public sealed class TrailingOracleTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var name in Oracle.JsonLines("trailing.jsonl").Where(IsOfDates).Select(test => test.GetProperty("case").GetString()!))
            {
                foreach (var kind in Enum.GetNames<RestoreKind>())
                {
                    cases.Add(name, kind);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_event_sees_what_has_arrived(string name, string restore)
    {
        var test = Oracle.JsonLines("trailing.jsonl").Single(test => test.GetProperty("case").GetString() == name);
        var compared = new[] { false, true }.Sum(moves => Run(test, Enum.Parse<RestoreKind>(restore), moves));
        output.WriteLine($"{compared} values compared");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void At_the_watermark_an_event_sees_what_sorts_before_it(string name, string restore)
    {
        var test = Oracle.JsonLines("trailing.jsonl").Single(test => test.GetProperty("case").GetString() == name);
        var (features, expected) = (test.GetProperty("features").EnumerateArray().ToArray(), test.GetProperty("atWatermark"));
        var plan = PlanOf(features, atWatermark: true);
        var (shard, rows) = (new ShardDriver(plan) { BeforeEach = Enum.Parse<RestoreKind>(restore) }, new RowScorer(plan));
        foreach (var arrival in test.GetProperty("arrivals").EnumerateArray())
        {
            Assert.Empty(shard.Event(RecordOf(arrival), Text(arrival, "key"), Time(arrival)));
        }

        var released = shard.End();
        foreach (var folded in released)
        {
            rows.BeforeModel(shard.Batch, folded);
            var id = ((Reading)folded.Record!).Id;
            for (var feature = 0; feature < features.Length; feature++)
            {
                Compare(expected.GetProperty(id)[feature], shard.Batch.Row(folded.Row)[SlotOf(plan, feature)], $"{id}, feature {feature}");
            }
        }

        Assert.Equal(expected.EnumerateObject().Count(), released.Count);
    }

    [Fact]
    public void Times_beyond_dates_are_the_only_ones_left_out() =>
        Assert.Equal(["64-bit ends"], Oracle.JsonLines("trailing.jsonl").Where(test => !IsOfDates(test)).Select(test => test.GetProperty("case").GetString()));

    private static bool IsOfDates(JsonElement test) => !test.GetProperty("tags").EnumerateArray().Any(tag => tag.ValueEquals("int64"));

    /// <param name="test">The case.</param>
    /// <param name="restore">What happens before each record.</param>
    /// <param name="moves">Whether the watermark follows as closely as it may without making anything late, so that rows are forgotten as soon as they can be.</param>
    private static int Run(JsonElement test, RestoreKind restore, bool moves)
    {
        var features = test.GetProperty("features").EnumerateArray().ToArray();
        var arrivals = test.GetProperty("arrivals").EnumerateArray().ToArray();
        var plan = PlanOf(features);
        var shard = new ShardDriver(plan) { BeforeEach = restore };
        var rows = new RowScorer(plan);
        var compared = 0;
        for (var index = 0; index < arrivals.Length; index++)
        {
            if (moves)
            {
                shard.Progress(arrivals[index..].Min(Time) + plan.Keys[0].Tracks.Max(track => track.Reach) - 1);
            }

            var record = RecordOf(arrivals[index]);
            var folded = shard.Event(record, Text(arrivals[index], "key"), Time(arrivals[index]));
            if (record is Notice)
            {
                Assert.Empty(folded);
                continue;
            }

            rows.BeforeModel(shard.Batch, Assert.Single(folded));
            var expected = test.GetProperty("atArrival").GetProperty(Text(arrivals[index], "id"));
            for (var feature = 0; feature < features.Length; feature++)
            {
                Compare(expected[feature], shard.Batch.Row(0)[SlotOf(plan, feature)], $"{Text(arrivals[index], "id")}, feature {feature}");
                compared++;
            }
        }

        return compared;
    }

    private static void Compare(JsonElement expected, double actual, string place)
    {
        // A ratio without a divisor is 0 with us and null there; a mean of nothing is missing on both sides.
        var wanted = expected.ValueKind == JsonValueKind.Null ? double.NaN : expected.GetDouble();
        var isEqual = double.IsNaN(wanted) ? double.IsNaN(actual) || actual == 0 : Math.Abs(actual - wanted) <= 1e-9 * Math.Abs(wanted);
        Assert.True(isEqual, $"{place}: expected {expected}, not {actual}");
    }

    private static PipelinePlan PlanOf(JsonElement[] features, bool atWatermark = false) => FoldPipeline.Plan(p =>
    {
        if (atWatermark)
        {
            p.AtWatermark();
        }

        p.Readings();
        var key = p.ByKey();
        var notices = p.Notices().By(key, n => n.Key, at: n => n.At);
        notices.Last(TimeSpan.FromDays(1)).Count("notices");
        for (var index = 0; index < features.Length; index++)
        {
            var (name, span, delay) = ($"f{index}", Span(features[index], "d"), Span(features[index], "s"));
            switch (Text(features[index], "kind"))
            {
                case "count":
                    key.Last(span).DelayedBy(delay).Count(name);
                    break;
                case "sum":
                    key.Last(span).DelayedBy(delay).Sum(name, r => r.Value);
                    break;
                case "mean":
                    key.Last(span).DelayedBy(delay).Mean(name, r => r.Value);
                    break;
                case "min":
                    key.Last(span).DelayedBy(delay).Min(name, r => r.Value);
                    break;
                case "max":
                    key.Last(span).DelayedBy(delay).Max(name, r => r.Value);
                    break;
                case "first":
                    key.Last(span).DelayedBy(delay).First(name, r => r.Value);
                    break;
                case "last":
                    key.Last(span).DelayedBy(delay).Latest(name, r => r.Value);
                    break;
                case "labels":
                    notices.Last(span).DelayedBy(delay).Sum(name, n => n.Value);
                    break;
                case "risk":
                    var labels = notices.Last(span).DelayedBy(delay).Sum(name + "_labels", n => n.Value);
                    var count = key.Last(span).DelayedBy(delay).Count(name + "_count");
                    p.Number(name, (_, row) => row[count] == 0 ? null : row[labels] / row[count]);
                    break;
                default:
                    throw new InvalidOperationException(Text(features[index], "kind"));
            }
        }
    });

    private static int SlotOf(PipelinePlan plan, int feature) =>
        plan.BeforeModel.FirstOrDefault(step => step.Name == $"f{feature}")?.Slot
        ?? plan.Keys[0].Tracks.SelectMany(track => track.Aggregates).Single(aggregate => aggregate.Name == $"f{feature}").Slot;

    private static object RecordOf(JsonElement arrival)
    {
        var (id, key) = (Text(arrival, "id"), Text(arrival, "key"));
        var (at, value) = (DateTimeOffset.FromUnixTimeMilliseconds(Time(arrival)), arrival.GetProperty("value"));
        return Text(arrival, "type") == "event"
            ? new Reading(id, key, at, value.ValueKind == JsonValueKind.Null ? null : value.GetDouble())
            : new Notice(id, key, DateTimeOffset.FromUnixTimeMilliseconds(arrival.GetProperty("at").GetInt64()), at, value.GetDouble());
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static long Time(JsonElement arrival) => arrival.GetProperty("ts").GetInt64();

    private static TimeSpan Span(JsonElement feature, string name) => TimeSpan.FromMilliseconds(feature.GetProperty(name).GetInt64());
}
