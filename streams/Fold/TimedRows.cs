using Serverless.Streams.Codec;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>
/// The rows of one track under one key, in the order of (time, arrival): one ring for all windows.
/// Every aggregate is made from the rows themselves, so that state is the rows alone and a restore changes no bit.
/// </summary>
internal sealed class TimedRows(int columns)
{
    private long[] _times = new long[4];
    private double[] _values = new double[4 * columns];
    private int _head;

    public int Count { get; private set; }

    public long LastTime => _times[_head + Count - 1];

    /// <summary>Inserts a row behind all that are not later.</summary>
    public void Insert(long time, ReadOnlySpan<double> row)
    {
        Reserve();
        var at = UpperBound(time);
        var moved = _head + Count - at;
        if (moved > 0)
        {
            Array.Copy(_times, at, _times, at + 1, moved);
            Array.Copy(_values, at * columns, _values, (at + 1) * columns, moved * columns);
        }

        _times[at] = time;
        row.CopyTo(_values.AsSpan(at * columns));
        Count++;
    }

    /// <summary>Forgets the rows at or before a time.</summary>
    public void EvictThrough(long time)
    {
        while (Count > 0 && _times[_head] <= time)
        {
            _head++;
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
            var value = _values[(index * columns) + plan.Column];
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
        for (var index = _head; index < _head + Count; index++)
        {
            writer.Signed(unchecked(_times[index] - last));
            last = _times[index];
            for (var column = 0; column < columns; column++)
            {
                writer.Double(_values[(index * columns) + column]);
            }
        }
    }

    public void Read(ref ByteReader reader)
    {
        Count = reader.Count();
        _head = 0;
        _times = new long[Math.Max(Count, 4)];
        _values = new double[_times.Length * columns];
        var last = 0L;
        for (var index = 0; index < Count; index++)
        {
            _times[index] = last = unchecked(last + reader.Signed());
            for (var column = 0; column < columns; column++)
            {
                _values[(index * columns) + column] = reader.Double();
            }
        }
    }

    /// <summary>The first index, in the arrays, of a row later than that time.</summary>
    private int UpperBound(long time)
    {
        var (low, high) = (_head, _head + Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_times[middle] <= time)
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
        if (_head + Count < _times.Length)
        {
            return;
        }

        var capacity = _head >= Count && _head > 0 ? _times.Length : _times.Length * 2;
        var (newTimes, newValues) = capacity == _times.Length ? (_times, _values) : (new long[capacity], new double[capacity * columns]);
        Array.Copy(_times, _head, newTimes, 0, Count);
        Array.Copy(_values, _head * columns, newValues, 0, Count * columns);
        (_times, _values, _head) = (newTimes, newValues, 0);
    }
}
