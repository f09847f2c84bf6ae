using System.Text;
using System.Text.Json;
using Serverless.Streams;
using Serverless.Streams.Fold;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>The tumbling cases of Flink's own WindowOperatorTest and TumblingEventTimeWindowsTest.</summary>
public sealed class FlinkWindowTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var test in Oracle.JsonLines("flink-cases.jsonl").Where(IsTumbling))
            {
                foreach (var kind in Enum.GetNames<RestoreKind>())
                {
                    cases.Add(test.GetProperty("name").GetString()!, kind);
                }
            }

            return cases;
        }
    }

    public static TheoryData<long, long, long, long> Assignments
    {
        get
        {
            var cases = new TheoryData<long, long, long, long>();
            foreach (var test in Oracle.Json("flink-assigners.json").GetProperty("assignments").EnumerateArray().Where(IsTumblingType))
            {
                cases.Add(Long(test, "sizeMs"), Long(test, "offsetMs"), Long(test, "timestamp"), test.GetProperty("windows")[0][0].GetInt64());
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_watermarks_and_late_events_are_Flinks(string name, string restoreBeforeEach)
    {
        var test = Oracle.JsonLines("flink-cases.jsonl").Single(test => test.GetProperty("name").GetString() == name);
        var window = test.GetProperty("window");
        var plan = PlanOf(Long(window, "sizeMs"), Long(window, "offsetMs"), Long(test, "allowedLatenessMs"));
        var shard = new ShardDriver(plan) { BeforeEach = Enum.Parse<RestoreKind>(restoreBeforeEach) };
        var (results, late) = (new List<string>(), new List<string>());
        foreach (var step in test.GetProperty("steps").EnumerateArray())
        {
            switch (step[0].GetString())
            {
                case "snap":
                    shard.Restore(RestoreKind.Snapshot);
                    break;
                case "e":
                    var (key, value, time) = (step[1].GetString()!, step[2].GetDouble(), step[3].GetInt64());
                    Note(plan, shard.Event(new Reading("", key, DateTimeOffset.UnixEpoch, value), key, time), results, late);
                    break;
                case "w":
                    Note(plan, shard.Progress(step[1].GetInt64()), results, late);
                    Assert.Equal(step[1].GetInt64(), shard.Watermark);
                    results.Add($"w {shard.Watermark}");
                    break;
                default:
                    break;
            }
        }

        Assert.Equal(Expected(test), string.Join('\n', results));
        Assert.Equal(
            test.GetProperty("late") is { ValueKind: JsonValueKind.Array } events ? events.EnumerateArray().Select(e => $"{e[0]} {e[1]}") : [],
            late);
    }

    [Theory]
    [MemberData(nameof(Assignments))]
    public void An_event_is_in_the_window_that_Flink_assigns(long size, long offset, long time, long start)
    {
        var shard = new ShardDriver(PlanOf(size, offset, 0));
        shard.Event(new Reading("", "k", DateTimeOffset.UnixEpoch), "k", time);

        Assert.DoesNotContain(shard.Progress(start + size - 2), output => output.Window is not null);
        Assert.Equal(start, Assert.Single(shard.Progress(start + size - 1)).Window!.Start);
    }

    [Fact]
    public void Configurations_that_Flink_refuses_are_problems()
    {
        foreach (var invalid in Oracle.Json("flink-assigners.json").GetProperty("invalid").EnumerateArray().Where(IsTumblingType))
        {
            Assert.Throws<PipelineException>(() => PlanOf(Long(invalid, "sizeMs"), Long(invalid, "offsetMs"), 0));
        }
    }

    private static void Note(PipelinePlan plan, List<FoldOutput> outputs, List<string> results, List<string> late)
    {
        foreach (var output in outputs)
        {
            if (output.Window is { } window)
            {
                results.Add($"r {Encoding.UTF8.GetString(window.Key)} {window.Values[0].Number} {window.Start + plan.Keys[0].Windows[0].Size - 1}");
            }
            else if (output.Kind == OutputKind.Late)
            {
                var record = (Reading)plan.Sources[0].Execution.Decode(output.Json.Span);
                late.Add($"{record.Key} {record.Value}");
            }
        }
    }

    private static string Expected(JsonElement test)
    {
        // The one tumbling case with a purging trigger: with the accumulating one, which is ours and Flink's default, its note says what comes.
        var purges = test.GetProperty("trigger").GetString()!.StartsWith("Purging", StringComparison.Ordinal);
        var results = test.GetProperty("expect").EnumerateArray().Select(step => step[0].GetString() == "w" ? $"w {step[1]}" : $"r {step[1]} {step[2]} {step[3]}");
        return string.Join('\n', purges ? results.Select(result => result == "r key2 1 1999" ? "r key2 3 1999" : result) : results);
    }

    private static PipelinePlan PlanOf(long size, long offset, long lateness) => FoldPipeline.PlanOfKey(key =>
        key.Tumbling("window", Span(size), Span(offset), Span(lateness)).Sum("sum", r => r.Value));

    private static TimeSpan Span(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static bool IsTumbling(JsonElement test) => IsTumblingType(test.GetProperty("window"));

    private static bool IsTumblingType(JsonElement window) => window.GetProperty("type").GetString() == "tumbling";

    private static long Long(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
