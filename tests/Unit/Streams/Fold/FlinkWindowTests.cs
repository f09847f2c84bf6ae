using System.Text;
using System.Text.Json;
using Serverless.Streams;
using Serverless.Streams.Fold;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>The cases of Flink's own WindowOperatorTest, TumblingEventTimeWindowsTest and SlidingEventTimeWindowsTest; oracles/README.md says which of them can't apply.</summary>
public sealed class FlinkWindowTests
{
    /// <summary>A time that is no date, which the fold refuses; and other triggers than ours: counts, intervals, and those that throw a window's contents away when it fires, where that makes a difference.</summary>
    private static readonly string[] NotApplicable =
    [
        "testCleanupTimeOverflow",
        "testDropDueToLatenessSessionWithLatenessPurgingTrigger",
        "testNotSideOutputDueToLatenessSessionWithHugeLatenessPurgingTrigger",
        "testSessionWindowsWithCountTrigger",
        "testSessionWindowsWithContinuousEventTimeTrigger",
    ];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var test in Oracle.JsonLines("flink-cases.jsonl").Select(test => test.GetProperty("name").GetString()!).Except(NotApplicable))
            {
                foreach (var kind in Enum.GetNames<RestoreKind>())
                {
                    cases.Add(test, kind);
                }
            }

            return cases;
        }
    }

    public static TheoryData<int> Assignments => [.. Enumerable.Range(0, Oracle.Json("flink-assigners.json").GetProperty("assignments").GetArrayLength())];

    [Fact]
    public void Every_case_is_run_or_named_as_not_applicable()
    {
        Assert.Equal(13 * Enum.GetNames<RestoreKind>().Length, Cases.Count);
        Assert.All(NotApplicable, name => Assert.Contains(name, File.ReadAllText(Oracle.PathOf("README.md")), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_watermarks_and_late_events_are_Flinks(string name, string restoreBeforeEach)
    {
        var test = Oracle.JsonLines("flink-cases.jsonl").Single(test => test.GetProperty("name").GetString() == name);
        var plan = PlanOf(test.GetProperty("window"), Long(test, "allowedLatenessMs"));
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

        Assert.Equal(InOrder(Expected(test)), InOrder(results));
        Assert.Equal(
            test.GetProperty("late") is { ValueKind: JsonValueKind.Array } events ? events.EnumerateArray().Select(e => $"{e[0]} {e[1]}") : [],
            late);
    }

    [Theory]
    [MemberData(nameof(Assignments))]
    public void An_event_is_in_the_windows_that_Flink_assigns(int index)
    {
        var test = Oracle.Json("flink-assigners.json").GetProperty("assignments")[index];
        var shard = new ShardDriver(PlanOf(test, 0));
        shard.Event(new Reading("", "k", DateTimeOffset.UnixEpoch), "k", Long(test, "timestamp"));
        foreach (var window in test.GetProperty("windows").EnumerateArray())
        {
            var (start, end) = (window[0].GetInt64(), window[1].GetInt64());
            Assert.DoesNotContain(shard.Progress(end - 2), output => output.Window is not null);
            var result = Assert.Single(shard.Progress(end - 1)).Window!.Value;
            Assert.Equal((start, end), (result.Start, result.End));
        }

        Assert.Empty(shard.Progress(long.MaxValue));
    }

    [Fact]
    public void Configurations_that_Flink_refuses_are_problems()
    {
        foreach (var invalid in Oracle.Json("flink-assigners.json").GetProperty("invalid").EnumerateArray())
        {
            Assert.Throws<PipelineException>(() => PlanOf(invalid, 0));
        }
    }

    private static void Note(PipelinePlan plan, List<FoldOutput> outputs, List<string> results, List<string> late)
    {
        foreach (var output in outputs)
        {
            if (output.Window is { } window)
            {
                results.Add($"{Encoding.UTF8.GetString(window.Key)} {window.Values[0].Number} [{window.Start}, {window.End})");
            }
            else if (output.Kind == OutputKind.Late)
            {
                var record = (Reading)plan.Sources[0].Execution.Decode(output.Json.Span);
                late.Add($"{record.Key} {record.Value}");
            }
        }
    }

    private static IEnumerable<string> Expected(JsonElement test)
    {
        // The one tumbling case with a purging trigger: with the accumulating one, which is ours and Flink's default, its note says what comes.
        var purges = test.GetProperty("trigger").GetString()!.StartsWith("Purging", StringComparison.Ordinal) && IsTumbling(test);
        foreach (var step in test.GetProperty("expect").EnumerateArray())
        {
            var result = step[0].GetString() switch
            {
                "w" => $"w {step[1]}",
                "s" => $"{step[1]} {step[2]} [{step[3]}, {step[4]})",
                _ => $"{step[1]} {step[2]} [{step[3].GetInt64() + 1 - Long(test.GetProperty("window"), "sizeMs")}, {step[3].GetInt64() + 1})",
            };
            yield return purges && result == "key2 1 [0, 2000)" ? "key2 3 [0, 2000)" : result;
        }
    }

    /// <summary>Between two watermarks the order of results is free.</summary>
    private static string InOrder(IEnumerable<string> results)
    {
        var (all, some) = (new List<string>(), new List<string>());
        foreach (var result in results)
        {
            some.Add(result);
            if (result.StartsWith('w'))
            {
                all.AddRange(some.Order(StringComparer.Ordinal));
                some.Clear();
            }
        }

        return string.Join('\n', [.. all, .. some.Order(StringComparer.Ordinal)]);
    }

    private static PipelinePlan PlanOf(JsonElement window, long lateness) => FoldPipeline.PlanOfKey(key => Window(key, window, Span(lateness)).Sum("sum", r => r.Value));

    private static ClosingWindow<Reading> Window(Keyed<Reading> key, JsonElement window, TimeSpan lateness) => window.GetProperty("type").GetString() switch
    {
        "session" => key.Session("window", Span(Long(window, "gapMs")), lateness),
        "sliding" => key.Hopping("window", Span(Long(window, "sizeMs")), Span(Long(window, "slideMs")), Span(Long(window, "offsetMs")), lateness),
        _ => key.Tumbling("window", Span(Long(window, "sizeMs")), Span(Long(window, "offsetMs")), lateness),
    };

    private static TimeSpan Span(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static bool IsTumbling(JsonElement test) => test.GetProperty("window").GetProperty("type").GetString() == "tumbling";

    private static long Long(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
