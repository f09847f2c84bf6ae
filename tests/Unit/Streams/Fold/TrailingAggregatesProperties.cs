using FsCheck;
using FsCheck.Fluent;
using Serverless.Streams;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Codec;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;
using Serverless.Tests.Unit.Streams.Accumulators;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>Trailing aggregates against a list that is sorted and summed up anew each time: in any order of inserts, evictions and restores, made from rows or from what is kept beside them.</summary>
public sealed class TrailingAggregatesProperties
{
    private const int Tests = 2_000;
    private const int LongestCase = 40;
    private static readonly TrackPlan Track = FoldPipeline.PlanOfKey(key =>
    {
        All("in", key.Last(Milliseconds(7)));
        All("start", key.Last(Milliseconds(20)).WithStart());
        All("delayed", key.Last(Milliseconds(11)).DelayedBy(Milliseconds(5)));
        All("events", key.LastEvents(6));
        All("ever", key.Ever(Milliseconds(9)), withOwn: false);
        All("always", key.Ever(TimeSpan.FromDays(1)), withOwn: false);
    }).Keys[0].Tracks.Single();

    [Fact]
    public void Any_order_of_events_evictions_and_restores_gives_what_a_sorted_list_gives() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Tests).WithEndSize(LongestCase),
        Prop.ForAll(ArbMap.Default.ArbFor<(short Time, byte Value)[]>(), steps => Run(steps)));

    [Fact]
    public void A_thousand_rows_give_what_a_sorted_list_gives()
    {
        var random = new Random(11);
        var plan = FoldPipeline.PlanOfKey(key => All("many", key.Last(Milliseconds(400)))).Keys[0].Tracks.Single();
        var (rows, kept, fromRows, list) = (new TimedRows(plan), new TrailingAggregates(plan), new TrailingAggregates(plan, int.MaxValue), new List<Row>());
        for (var step = 0; step < 1_500; step++)
        {
            var row = new Row(step - (random.Next(5) == 0 ? random.Next(50) : 0), random.Next(7) == 0 ? double.NaN : random.NextDouble() * 1e6, $"t{random.Next(300)}");
            Insert(rows, list, row);
            Compare(plan, rows, [kept, fromRows], list, row.Time);
        }
    }

    private static void All(string name, Window<Reading> window, bool withOwn = true)
    {
        window.Count(name + "_count");
        window.CountDistinct(name + "_distinct", r => r.Id);
        window.Sum(name + "_sum", r => r.Value);
        window.Mean(name + "_mean", r => r.Value);
        window.Min(name + "_min", r => r.Value);
        window.Max(name + "_max", r => r.Value);
        window.First(name + "_first", r => r.Value);
        window.Latest(name + "_latest", r => r.Value);
        window.Variance(name + "_variance", r => r.Value);
        window.StdDev(name + "_deviation", r => r.Value);
        window.Percentile(name + "_percentile", r => r.Value, 0.75);
        window.First(name + "_first_text", r => r.Id, "none");
        window.Latest(name + "_latest_text", r => r.Id, "none");
        window.TopK(name + "_top", r => r.Id, 3);
        window.Collect(name + "_values", r => r.Value, 4);
        window.Collect(name + "_texts", r => r.Id, 5);
        if (withOwn)
        {
            window.Aggregate(name + "_spread", r => r.Value, new Spread());
            window.Aggregate(name + "_longest", r => r.Id, new Longest());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(400)]
    public void A_total_without_a_beginning_is_that_of_all_rows_and_keeps_only_those_that_are_not_settled(int lateness)
    {
        var random = new Random(lateness);
        var plan = FoldPipeline.Plan(p =>
        {
            p.Readings().Unique(r => r.Id, TimeSpan.FromSeconds(1));
            var key = p.ByKey();
            All("ever", key.Ever(Milliseconds(50)), withOwn: false);
            All("always", key.Ever(TimeSpan.FromDays(1)), withOwn: false);
        }).Keys[0].Tracks.Single();
        var (rows, kept, fromRows, list) = (new TimedRows(plan), new TrailingAggregates(plan), new TrailingAggregates(plan, int.MaxValue), new List<Row>());
        for (var step = 0; step < 300 + lateness; step++)
        {
            // A silence now and then.
            var now = step + (step / 140 * 60);
            var row = new Row(now - random.Next(lateness), random.Next(7) == 0 ? double.NaN : random.NextDouble() * 1e6, $"t{random.Next(300)}");
            Retention.Evict(rows, plan, lateness - 1, now);
            Insert(rows, list, row);
            if (step % 100 == 99)
            {
                rows = Again(rows, plan);
            }

            Assert.InRange(rows.Count, 1, lateness + 1 + lateness);
            Compare(plan, rows, [kept, fromRows], list, row.Time);
        }
    }

    [Fact]
    public void A_settled_row_that_comes_late_counts_and_what_a_silence_ended_stays_forgotten()
    {
        var plan = FoldPipeline.Plan(p =>
        {
            p.Readings().Unique(r => r.Id, TimeSpan.FromSeconds(1));
            p.ByKey().Ever(Milliseconds(10)).Sum("sum", r => r.Value);
        }).Keys[0].Tracks.Single();
        var rows = new TimedRows(plan);
        rows.Insert(100, [new(1)]);
        rows.Insert(105, [new(2)]);
        rows.Settle(110);
        Assert.Equal(3, Sum(114));
        Assert.Equal(0, Sum(115));
        rows.Insert(95, [new(4)]);
        rows.Insert(85, [new(8)]);
        rows.Insert(107, [new(16)]);
        Assert.Equal(1 + 2 + 4 + 16, Sum(115));
        rows.Insert(117, [new(32)]);
        Assert.Equal((1 + 2 + 4 + 16, 32), (Sum(116), Sum(117)));
        rows.Settle(127);
        Assert.Equal((0, true), (Sum(128), rows.Ever[0].IsEmpty));

        double Sum(long time)
        {
            var values = new double[1];
            new TrailingAggregates(plan).Fill(rows, time, values, []);
            return values[0];
        }
    }

    private static TimeSpan Milliseconds(int span) => TimeSpan.FromMilliseconds(span);

    private static void Run((short Time, byte Value)[] steps)
    {
        var (rows, list, all, now) = (new TimedRows(Track), new List<Row>(), new List<Row>(), 0L);
        TrailingAggregates[] ways = [new(Track), new(Track, 2), new(Track, int.MaxValue)];
        foreach (var (time, value) in steps)
        {
            now++;
            switch (value % 16)
            {
                case 0:
                    rows.Settle(now - 60);
                    rows.Evict(rows.After(now - 60, rows.First));
                    list.RemoveAll(row => row.Time <= now - 60);
                    break;
                case 1:
                    rows = Again(rows, Track);
                    break;
                case 2 or 3:
                    rows.Settle(now - 8);
                    break;
                default:
                    var row = new Row(now - Math.Abs(time % 8), value % 5 == 0 ? double.NaN : value / 7.0, $"t{value % 9}");
                    Insert(rows, list, row);
                    Insert(all, row);
                    break;
            }

            Assert.Equal(list.Count, rows.Count);
            Compare(Track, rows, ways, list, now - Math.Abs(time % 3), all);
        }
    }

    private static void Insert(TimedRows rows, List<Row> list, Row row)
    {
        rows.Insert(row.Time, [.. rows.Plan.Columns.Select(column => column.IsText ? new AggregateValue(double.NaN, row.Text) : new AggregateValue(row.Value))]);
        Insert(list, row);
    }

    private static void Insert(List<Row> list, Row row) => list.Insert(list.FindLastIndex(other => other.Time <= row.Time) + 1, row);

    private static void Compare(TrackPlan plan, TimedRows rows, TrailingAggregates[] ways, List<Row> kept, long time, List<Row>? all = null)
    {
        foreach (var way in ways)
        {
            var (values, objects) = (new double[plan.Aggregates.Length], new object?[plan.Aggregates.Length]);
            way.Fill(rows, time, values, objects);
            foreach (var aggregate in plan.Aggregates)
            {
                var list = aggregate.ForgetAfter > 0 ? all ?? kept : kept;
                if (!aggregate.Spec.IsNumber)
                {
                    Assert.Equal(BruteForce.ObjectOf(aggregate, list, time), objects[aggregate.Slot]);
                    continue;
                }

                var (expected, actual) = (BruteForce.Of(aggregate, list, time), values[aggregate.Slot]);
                var isNear = aggregate.Spec.Kind switch
                {
                    AggregateKind.Variance or AggregateKind.StdDev => Math.Abs(expected - actual) <= 1e-12 * expected,
                    AggregateKind.Percentile => Math.Abs(expected - actual) <= expected / 128,
                    _ => false,
                };
                Assert.True(isNear || expected.Equals(actual), $"{aggregate.Name} at {time} of {list.Count} rows: expected {expected:R}, not {actual:R}");
            }
        }
    }

    private static TimedRows Again(TimedRows rows, TrackPlan plan)
    {
        var writer = new ByteWriter();
        rows.Write(writer);
        var reader = new ByteReader(writer.Written);
        var again = new TimedRows(plan);
        again.Read(ref reader);
        Assert.True(reader.IsAtEnd);
        return again;
    }

    private readonly record struct Row(long Time, double Value, string Text);

    private static class BruteForce
    {
        public static object ObjectOf(TrailingPlan plan, List<Row> sorted, long time)
        {
            var (all, most) = (In(plan, sorted, time), plan.Spec.Most);
            string[] texts = [.. all.Select(row => row.Text)];
            return plan.Spec.Kind switch
            {
                AggregateKind.First => texts.FirstOrDefault("none"),
                AggregateKind.Latest => texts.LastOrDefault("none"),
                AggregateKind.TopK => (string[])[.. texts.CountBy(text => text).OrderByDescending(text => text.Value).ThenBy(text => text.Key, StringComparer.Ordinal).Take(most).Select(text => text.Key)],
                AggregateKind.Collect when plan.Spec.IsText => (string[])[.. texts.TakeLast(most)],
                AggregateKind.Collect => (double[])[.. all.Select(row => row.Value).Where(value => !double.IsNaN(value)).TakeLast(most)],
                AggregateKind.Own => texts.OrderByDescending(text => text.Length).ThenBy(text => text, StringComparer.Ordinal).FirstOrDefault(""),
                _ => throw new InvalidOperationException($"{plan.Spec.Kind} is not known here."),
            };
        }

        public static double Of(TrailingPlan plan, List<Row> sorted, long time)
        {
            var all = In(plan, sorted, time);
            var values = all.Select(row => row.Value).Where(value => !double.IsNaN(value)).ToList();
            return plan.Spec.Kind switch
            {
                AggregateKind.Count => all.Count,
                AggregateKind.CountDistinct => all.Select(row => row.Text).Distinct(StringComparer.Ordinal).Count(),
                AggregateKind.Sum => Sum(values),
                AggregateKind.Variance when values.Count > 1 => Variance(values),
                AggregateKind.StdDev when values.Count > 1 => Math.Sqrt(Variance(values)),
                AggregateKind.Variance or AggregateKind.StdDev => double.NaN,
                _ when values.Count == 0 => double.NaN,
                AggregateKind.Mean => Sum(values) / values.Count,
                AggregateKind.Min => values.Min(),
                AggregateKind.Max => values.Max(),
                AggregateKind.Own => values.Max() - values.Min(),
                AggregateKind.First => values[0],
                AggregateKind.Latest => values[^1],
                AggregateKind.Percentile => values.Order().ElementAt((int)Math.Ceiling(0.75 * values.Count) - 1),
                _ => throw new InvalidOperationException($"{plan.Spec.Kind} is not known here."),
            };
        }

        private static List<Row> In(TrailingPlan plan, List<Row> sorted, long time)
        {
            var until = time - plan.Delay;
            var (start, rows) = (until - plan.Span, sorted.Where(row => row.Time <= until));
            if (plan.ForgetAfter > 0)
            {
                var (seen, next) = (rows.ToList(), until);
                var first = seen.Count;
                for (; first > 0 && next - seen[first - 1].Time < plan.ForgetAfter; first--)
                {
                    next = seen[first - 1].Time;
                }

                return seen[first..];
            }

            return [.. plan.Rows > 0 ? rows.TakeLast(plan.Rows) : rows.Where(row => plan.WithStart ? row.Time >= start : row.Time > start)];
        }

        private static double Sum(List<double> values)
        {
            var sum = default(ExactSum);
            values.ForEach(value => sum.Add(value));
            return sum.Value;
        }

        private static double Variance(List<double> values)
        {
            if (values.TrueForAll(value => value.Equals(values[0])))
            {
                // Their mean is rounded, and would leave a rest.
                return 0;
            }

            var mean = Sum(values) / values.Count;
            return values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        }
    }
}
