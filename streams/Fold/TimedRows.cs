using Serverless.Streams.Codec;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>
/// The rows of one track under one key, in the order of (time, arrival): one ring for all windows.
/// Every aggregate is made from the rows themselves, so that state is the rows alone and a restore changes no bit.
/// </summary>
internal sealed class TimedRows(int columns)
{
    private long[] times = new long[4];
    private double[] values = new double[4 * columns];
    private int head;

    public int Count { get; private set; }

    public long LastTime => times[head + Count - 1];

    /// <summary>Inserts a row behind all that are not later.</summary>
    public void Insert(long time, ReadOnlySpan<double> row)
    {
        Reserve();
        var at = UpperBound(time);
        var moved = head + Count - at;
        if (moved > 0)
        {
            Array.Copy(times, at, times, at + 1, moved);
            Array.Copy(values, at * columns, values, (at + 1) * columns, moved * columns);
        }

        times[at] = time;
        row.CopyTo(values.AsSpan(at * columns));
        Count++;
    }

    /// <summary>Forgets the rows at or before a time.</summary>
    public void EvictThrough(long time)
    {
        while (Count > 0 && times[head] <= time)
        {
            head++;
            Count--;
        }
    }

    /// <summary>The aggregate as an event of that time sees it.</summary>
    public double Aggregate(TrailingPlan plan, long time)
    {
        var until = time - plan.Delay;
        var to = UpperBound(until);
        var from = plan.WithStart ? UpperBound(until - plan.Span - 1) : UpperBound(until - plan.Span);
        if (plan.Kind == AggregateKind.Count)
        {
            return to - from;
        }

        var sum = default(CompensatedSum);
        var count = 0;
        for (var index = from; index < to; index++)
        {
            var value = values[(index * columns) + plan.Column];
            if (!double.IsNaN(value))
            {
                sum.Add(value);
                count++;
            }
        }

        return plan.Kind switch
        {
            _ when count == 0 => plan.Empty,
            AggregateKind.Mean => sum.Value / count,
            _ => sum.Value,
        };
    }

    /// <summary>The aggregate of no rows.</summary>
    public static double OfNothing(TrailingPlan plan) => plan.Kind == AggregateKind.Count ? 0 : plan.Empty;

    public void Write(ByteWriter writer)
    {
        writer.Number(Count);
        var last = 0L;
        for (var index = head; index < head + Count; index++)
        {
            writer.Signed(unchecked(times[index] - last));
            last = times[index];
            for (var column = 0; column < columns; column++)
            {
                writer.Double(values[(index * columns) + column]);
            }
        }
    }

    public void Read(ref ByteReader reader)
    {
        Count = reader.Count();
        head = 0;
        times = new long[Math.Max(Count, 4)];
        values = new double[times.Length * columns];
        var last = 0L;
        for (var index = 0; index < Count; index++)
        {
            times[index] = last = unchecked(last + reader.Signed());
            for (var column = 0; column < columns; column++)
            {
                values[(index * columns) + column] = reader.Double();
            }
        }
    }

    /// <summary>The first index, in the arrays, of a row later than that time.</summary>
    private int UpperBound(long time)
    {
        var (low, high) = (head, head + Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (times[middle] <= time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void Reserve()
    {
        if (head + Count < times.Length)
        {
            return;
        }

        var capacity = head >= Count && head > 0 ? times.Length : times.Length * 2;
        var (newTimes, newValues) = capacity == times.Length ? (times, values) : (new long[capacity], new double[capacity * columns]);
        Array.Copy(times, head, newTimes, 0, Count);
        Array.Copy(values, head * columns, newValues, 0, Count * columns);
        (times, values, head) = (newTimes, newValues, 0);
    }
}
