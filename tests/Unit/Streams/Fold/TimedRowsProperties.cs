using Serverless.Streams.Codec;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>The ring of rows against a list that is sorted anew each time.</summary>
public sealed class TimedRowsProperties
{
    private const int Seeds = 200;

    [Fact]
    public void Any_order_of_inserts_evictions_and_restores_gives_what_a_sorted_list_gives()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            Run(seed);
        }
    }

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var (rows, list, evicted) = (new TimedRows(2), new List<(long Time, double[] Values)>(), long.MinValue);
        for (var step = 0; step < 120; step++)
        {
            var time = random.Next(-30, 30) + step;
            switch (random.Next(8))
            {
                case 0:
                    evicted = Math.Max(evicted, time - 40);
                    rows.EvictThrough(evicted);
                    list.RemoveAll(row => row.Time <= evicted);
                    break;
                case 1:
                    rows = Again(rows);
                    break;
                default:
                    double[] values = [random.Next(4) == 0 ? double.NaN : random.NextDouble() * 1e6, random.Next(100)];
                    rows.Insert(time, values);
                    list.Add((time, values));
                    break;
            }

            Assert.True(rows.Count == list.Count, $"seed {seed}, step {step}: {rows.Count} rows, not {list.Count}");
            Compare(rows, list, time, random, $"seed {seed}, step {step}");
        }
    }

    private static void Compare(TimedRows rows, List<(long Time, double[] Values)> list, long time, Random random, string place)
    {
        var (span, delay, withStart, column) = (random.Next(1, 20), random.Next(0, 10), random.Next(2) == 0, random.Next(2));
        var (from, until) = (time - delay - span, time - delay);
        var values = list
            .OrderBy(row => row.Time)
            .Where(row => row.Time <= until && (withStart ? row.Time >= from : row.Time > from))
            .Select(row => row.Values[column])
            .ToList();
        foreach (var kind in Enum.GetValues<AggregateKind>())
        {
            var actual = rows.Aggregate(new TrailingPlan("", kind, column, span, delay, withStart, -1, 0), time);
            Assert.True(Expected(kind, values).Equals(actual), $"{place}: {kind} of column {column} over {span} delayed by {delay} at {time}: {actual}");
        }
    }

    private static double Expected(AggregateKind kind, List<double> values)
    {
        var sum = default(CompensatedSum);
        var there = values.Where(value => !double.IsNaN(value)).ToList();
        foreach (var value in there)
        {
            sum.Add(value);
        }

        return kind == AggregateKind.Count ? values.Count
            : there.Count == 0 ? -1
            : kind == AggregateKind.Mean ? sum.Value / there.Count
            : sum.Value;
    }

    private static TimedRows Again(TimedRows rows)
    {
        var writer = new ByteWriter();
        rows.Write(writer);
        var reader = new ByteReader(writer.Written);
        var again = new TimedRows(2);
        again.Read(ref reader);
        Assert.True(reader.IsAtEnd);
        return again;
    }
}
