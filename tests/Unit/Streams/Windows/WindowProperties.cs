using FsCheck;
using FsCheck.Fluent;
using Serverless.Streams;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.Streams.Windows;

/// <summary>Windows in any order of events and watermarks, against a naive model, brute force and each other.</summary>
public sealed class WindowProperties
{
    private const int Cases = 2_000;
    private const long Bound = 8;

    private static readonly PipelinePlan[] Plans =
    [
        Plan(key => key.Tumbling("w", Ms(5))),
        Plan(key => key.Tumbling("w", Ms(5), Ms(-2), Ms(4))),
        Plan(key => key.Hopping("w", Ms(6), Ms(2), Ms(1))),
        Plan(key => key.Hopping("w", Ms(6), Ms(2), default, Ms(7))),
        Plan(key => key.Hopping("w", Ms(7), Ms(3), Ms(-1), Ms(5))),
        Plan(key => key.Hopping("w", Ms(3), Ms(5), Ms(2), Ms(3))),
        Plan(key => key.Session("w", Ms(3))),
        Plan(key => key.Session("w", Ms(4), Ms(6))),
        Plan(key => key.Hopping("w", Ms(36), Ms(2), Ms(1))),
        Plan(key => key.Hopping("w", Ms(41), Ms(3), default, Ms(6))),
    ];

    private static readonly Gen<WindowStep[]> Steps = Gen.Choose(0, 60).SelectMany(length => Gen.ArrayOf(
        Gen.Choose(0, 2).SelectMany(key => Gen.Choose(-20, 40).SelectMany(time => Gen.Choose(-3, 9).Select(value => new WindowStep(key, time, value < 0 ? null : value)))), length));

    [Fact]
    public void No_result_is_lost_or_doubled_for_any_order_of_events_and_watermarks_wherever_state_is_restored() =>
        Holds(Steps.SelectMany(steps => Gen.Choose(0, Plans.Length - 1).SelectMany(plan => Gen.Choose(0, 3).Select(restore => (steps, plan, (RestoreKind)restore)))), test =>
        {
            var plan = Plans[test.plan];
            var (shard, model, results) = (new ShardDriver(plan), new WindowModel(plan.Keys[0].Windows[0]), new List<string>());
            foreach (var step in test.steps)
            {
                model.Results.Clear();
                results.Clear();
                shard.Restore(step.Time % 4 == 0 ? test.Item3 : RestoreKind.None);
                if (step.Value is { } value)
                {
                    model.Event($"k{step.Key}", step.Time, value);
                    Note(shard.Event(Reading(step, value), $"k{step.Key}", step.Time), results, $"late k{step.Key} {step.Time}");
                }
                else
                {
                    model.Watermark(step.Time);
                    Note(shard.Progress(step.Time), results, "");
                }

                Assert.Equal(model.Results.Order(StringComparer.Ordinal), results.Order(StringComparer.Ordinal));
            }

            shard.End();
            Assert.All(shard.Fold.Keys.All, key => Assert.True(key.IsEmpty));
        });

    [Theory]
    [InlineData(8, 0, false)]
    [InlineData(8, 1, true)]
    [InlineData(9, 0, true)]
    [InlineData(9, 1, false)]
    public void Long_windows_of_many_panes_are_right_while_events_come_out_of_order_and_panes_come_and_go(int plan, int seed, bool withExtreme)
    {
        var random = new Random(seed);
        var tested = withExtreme ? PlanWithExtreme(Plans[plan].Keys[0].Windows[0]) : Plans[plan];
        var (shard, model, results, revisions) = (new ShardDriver(tested), new WindowModel(tested.Keys[0].Windows[0]), new List<string>(), 0);
        for (var step = 0; step < 1_500; step++)
        {
            var (now, key) = (step - (random.Next(9) == 0 ? random.Next(30) : random.Next(3)), $"k{random.Next(3)}");
            model.Results.Clear();
            results.Clear();
            shard.Restore(random.Next(40) == 0 ? (RestoreKind)random.Next(4) : RestoreKind.None);
            if (random.Next(3) > 0 && (step / 100) % 5 != 3)
            {
                model.Event(key, now, step % 7);
                Note(shard.Event(new Reading("", key, DateTimeOffset.UnixEpoch, step % 7), key, now), results, $"late {key} {now}");
            }
            else
            {
                model.Watermark(step - 5);
                Note(shard.Progress(step - 5), results, "");
            }

            revisions += results.Count(result => !result.EndsWith("revision 0", StringComparison.Ordinal) && !result.StartsWith("late", StringComparison.Ordinal));
            Assert.True(model.Results.Order(StringComparer.Ordinal).SequenceEqual(results.Order(StringComparer.Ordinal)), $"seed {seed}, step {step}: {string.Join("; ", model.Results.Except(results))} is not {string.Join("; ", results.Except(model.Results))}");
        }

        Assert.Equal(plan == 9, revisions > 0);
    }

    [Fact]
    public void Any_interleaving_of_origins_within_the_bound_closes_the_same_windows() =>
        Holds(Steps.SelectMany(steps => Gen.Choose(0, Plans.Length - 1).SelectMany(plan => Gen.Choose(0, int.MaxValue).Select(seed => (steps, plan, seed)))), test =>
        {
            // Per origin the events lie within the bound; its order stays, whatever the others do.
            var origins = test.steps.Where(step => step.Value is not null).Order(new ByJitteredTime(test.seed)).GroupBy(step => step.Key).Select(group => group.ToArray()).ToArray();
            Assert.Equal(Closed(Plans[test.plan], origins, new Random(test.seed)), Closed(Plans[test.plan], origins, new Random(test.seed + 1)));
        });

    [Fact]
    public void A_hopping_window_is_the_sum_of_its_tumbling_panes() =>
        Holds(Steps, steps =>
        {
            var (hops, panes) = (All(Plans[3], steps), All(PanesOfHops, steps));
            foreach (var (window, result) in hops)
            {
                var within = panes.Where(pane => pane.Key.Key == window.Key && pane.Key.Start >= window.Start && pane.Key.Start < window.Start + 6).Select(pane => pane.Value).ToList();
                Assert.Equal((within.Sum(pane => pane[0]), within.Sum(pane => pane[1])), (result[0], result[1]));
            }

            Assert.Equal(3 * panes.Sum(pane => pane.Value[0]), hops.Sum(hop => hop.Value[0]));
        });

    [Fact]
    public void Sessions_are_what_a_gap_divides() =>
        Holds(Steps, steps =>
        {
            var expected = new List<string>();
            foreach (var key in steps.Where(step => step.Value is not null).GroupBy(step => step.Key))
            {
                var (start, last, count, sum) = (long.MinValue, long.MinValue, 0, 0);
                foreach (var step in key.OrderBy(step => step.Time).Append(new WindowStep(key.Key, 1_000_000, 0)))
                {
                    if (count > 0 && step.Time > last + 3)
                    {
                        expected.Add($"k{key.Key} {start} {count} {sum}");
                        (start, count, sum) = (step.Time, 0, 0);
                    }

                    (start, last, count, sum) = (count == 0 ? step.Time : start, step.Time, count + 1, sum + step.Value!.Value);
                }
            }

            Assert.Equal(expected.Order(StringComparer.Ordinal), All(Plans[6], steps).Select(session => $"{session.Key.Key} {session.Key.Start} {session.Value[0]} {session.Value[1]}").Order(StringComparer.Ordinal));
        });

    private static PipelinePlan PanesOfHops { get; } = Plan(key => key.Tumbling("w", Ms(2)));

    /// <summary>All events in the order given, then the end.</summary>
    private static Dictionary<(string Key, long Start), double[]> All(PipelinePlan plan, WindowStep[] steps)
    {
        var shard = new ShardDriver(plan);
        foreach (var step in steps)
        {
            if (step.Value is { } value)
            {
                shard.Event(Reading(step, value), $"k{step.Key}", step.Time);
            }
        }

        return shard.End().Where(output => output.Window is not null).ToDictionary(output => (System.Text.Encoding.UTF8.GetString(output.Key.Span), output.Window!.Value.Start), output => output.Window!.Value.Values.Select(value => value.Number).ToArray());
    }

    /// <summary>One origin per key's events, each with its own watermark; the newest revision of each window.</summary>
    private static string[] Closed(PipelinePlan plan, WindowStep[][] origins, Random random)
    {
        var shard = new ShardDriver(plan, countMarks: false);
        var topic = plan.Sources[0].TopicHash;
        shard.Count(new OriginTopic(topic, 1, Math.Max(1, origins.Length)));
        var (next, greatest, closed) = (new int[origins.Length], new long[origins.Length], new Dictionary<string, string>());
        Array.Fill(greatest, long.MinValue + Bound + 1);
        while (Enumerable.Range(0, origins.Length).Where(origin => next[origin] < origins[origin].Length).ToArray() is { Length: > 0 } left)
        {
            var origin = left[random.Next(left.Length)];
            var step = origins[origin][next[origin]++];
            greatest[origin] = Math.Max(greatest[origin], step.Time);
            Take(shard.Event(Reading(step, step.Value!.Value), $"k{step.Value % 2}", step.Time, origin, greatest[origin] - Bound - 1));
        }

        for (var origin = 0; origin < Math.Max(1, origins.Length); origin++)
        {
            Take(shard.End(new OriginId(topic, origin, 1)));
        }

        return [.. closed.Values.Order(StringComparer.Ordinal)];

        void Take(List<FoldOutput> outputs)
        {
            foreach (var output in outputs)
            {
                Assert.NotEqual(OutputKind.Late, output.Kind);
                if (output.Window is { } window)
                {
                    var name = $"{System.Text.Encoding.UTF8.GetString(window.Key)} [{window.Start}, {window.End})";
                    Assert.True(closed.TryAdd(name, $"{name} {string.Join(' ', window.Values.Select(value => value.Number))}"), name);
                }
            }
        }
    }

    private static void Note(List<FoldOutput> outputs, List<string> results, string late)
    {
        foreach (var output in outputs)
        {
            if (output.Window is { } window)
            {
                results.Add($"{System.Text.Encoding.UTF8.GetString(window.Key)} [{window.Start}, {window.End}) {window.Values[0].Number} {window.Values[1].Number} revision {window.Revision}");
            }
            else if (output.Kind == OutputKind.Late)
            {
                results.Add(late);
            }
        }
    }

    private static void Holds<T>(Gen<T> cases, Action<T> test) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(Cases), Prop.ForAll(cases.ToArbitrary(), test));

    private static Reading Reading(WindowStep step, int value) => new("", $"k{step.Key}", DateTimeOffset.UnixEpoch, value);

    private static PipelinePlan Plan(Func<Keyed<Reading>, ClosingWindow<Reading>> window) => FoldPipeline.PlanOfKey(key =>
    {
        var said = window(key);
        said.Count("count");
        said.Sum("sum", r => r.Value);
    });

    /// <summary>With an aggregate from which no pane can be taken out.</summary>
    private static PipelinePlan PlanWithExtreme(WindowPlan window) => FoldPipeline.PlanOfKey(key =>
    {
        var said = key.Hopping("w", Ms(window.Size), Ms(window.Slide), Ms(window.Offset), Ms(window.AllowedLateness));
        said.Count("count");
        said.Sum("sum", r => r.Value);
        said.Max("max", r => r.Value);
    });

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    /// <summary>In the order of time, but for less than the bound.</summary>
    private sealed class ByJitteredTime(int seed) : IComparer<WindowStep>
    {
        public int Compare(WindowStep left, WindowStep right) => Moved(left).CompareTo(Moved(right));

        private long Moved(WindowStep step) => step.Time + (HashOf(step) % Bound);

        private long HashOf(WindowStep step) => (uint)((step.Key * 31) + (step.Time * 7) + step.Value!.Value + seed) * 2_654_435_761 % 1_009;
    }
}
