using System.Collections.Immutable;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Codec;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>
/// The rows of one track under one key, in the order of (time, arrival): one ring for all windows. The rows alone are state; what makes aggregates over many of them cheap
/// (<see cref="TrailingCursor"/>, <see cref="ExtremeTree"/>) is made from them, and gives the same bits as they would.
/// </summary>
internal sealed class TimedRows(TrackPlan plan)
{
    private const int LeastCapacity = 4;
    private readonly int _numberCount = plan.Numbers;
    private readonly int _textCount = plan.Texts;
    private long[] _times = new long[LeastCapacity];
    private double[] _numbers = new double[LeastCapacity * plan.Numbers];
    private string?[] _texts = new string?[LeastCapacity * plan.Texts];
    private int _head;
    private RowIndex? _index;

    public TrackPlan Plan => plan;

    public int Count { get; private set; }

    /// <summary>What aggregates without a beginning have of the rows up to <see cref="Settled"/>, in the order of <see cref="TrackPlan.Ever"/>.</summary>
    public ImmutableArray<EverTotal> Ever { get; } = [.. plan.Ever.Select(aggregate => new EverTotal(aggregate))];

    /// <summary>The rows up to this time are in <see cref="Ever"/>.</summary>
    public long Settled { get; set; } = long.MinValue;

    /// <summary>Whether nothing is kept.</summary>
    public bool IsEmpty => Count == 0 && Ever.All(total => total.IsEmpty);

    /// <summary>The oldest time of which something is kept.</summary>
    public long? OldestTime => Ever.Where(total => !total.IsEmpty).Select(total => (long?)total.First).Append(Count > 0 ? FirstTime : null).Min();

    /// <summary>How many rows have been forgotten: the number of the first one that is left.</summary>
    public long First { get; private set; }

    public long FirstTime => _times[_head];

    public long LastTime => _times[_head + Count - 1];

    /// <summary>What makes aggregates over many rows cheap; nothing until somebody asks.</summary>
    public RowIndex Index => _index ??= new RowIndex(plan);

    /// <summary>Inserts a row behind all that are not later.</summary>
    /// <param name="time">Milliseconds since the epoch.</param>
    /// <param name="row">One value per column of the plan.</param>
    public void Insert(long time, ReadOnlySpan<AggregateValue> row)
    {
        Reserve();
        var at = Count > 0 && time < LastTime ? UpperBound(time) : _head + Count;
        var moved = _head + Count - at;
        if (moved > 0)
        {
            Array.Copy(_times, at, _times, at + 1, moved);
            Array.Copy(_numbers, at * _numberCount, _numbers, (at + 1) * _numberCount, moved * _numberCount);
            Array.Copy(_texts, at * _textCount, _texts, (at + 1) * _textCount, moved * _textCount);
        }

        _times[at] = time;
        for (var column = 0; column < row.Length; column++)
        {
            Set(at, plan.Columns[column], row[column]);
        }

        Count++;
        _index?.Inserted(this, First + at - _head);
        if (time <= Settled)
        {
            Add(First + at - _head);
        }
    }

    /// <summary>Rows up to that time are seen by all events that may still come: aggregates without a beginning need them no longer.</summary>
    public void Settle(long time)
    {
        if (Ever.IsEmpty || time <= Settled)
        {
            return;
        }

        var end = After(time, First);
        for (var number = After(Settled, First); number < end; number++)
        {
            Add(number);
        }

        Settled = time;
        foreach (var total in Ever)
        {
            total.Forget(time);
        }
    }

    /// <summary>Forgets the rows before that number.</summary>
    public void Evict(long end)
    {
        if (end > First)
        {
            _index?.Evicting(this, end);
            var gone = (int)(end - First);
            Array.Clear(_texts, _head * _textCount, gone * _textCount);
            _head += gone;
            Count -= gone;
            First = end;
        }
    }

    /// <summary>The time of a row by its number.</summary>
    public long TimeOf(long number) => _times[(int)(number - First) + _head];

    /// <summary>A value of a row by its number; column -1 is the row itself, which is always there.</summary>
    public AggregateValue ValueOf(long number, int column)
    {
        if (column < 0)
        {
            return new AggregateValue(1);
        }

        var (at, kind) = ((int)(number - First) + _head, plan.Columns[column]);
        return kind.IsText ? new(double.NaN, _texts[(at * _textCount) + kind.Index]) : new(_numbers[(at * _numberCount) + kind.Index]);
    }

    /// <summary>The number of the first row later than that time.</summary>
    /// <param name="time">Milliseconds since the epoch.</param>
    /// <param name="near">A row that may be near.</param>
    public long After(long time, long near)
    {
        var end = First + Count;
        near = Math.Clamp(near, First, end);
        if (near == First || TimeOf(near - 1) <= time)
        {
            for (var step = 0; step < 2; step++, near++)
            {
                if (near == end || TimeOf(near) > time)
                {
                    return near;
                }
            }
        }

        return UpperBound(time) - _head + First;
    }

    public void Write(ByteWriter writer) => TimedRowsCodec.Write(writer, this, plan);

    /// <exception cref="FormatException">Damaged, or of a later version.</exception>
    public void Read(ref ByteReader reader) => TimedRowsCodec.Read(ref reader, this, plan);

    /// <summary>Reads what the first version wrote: all columns as numbers, in the plan's order.</summary>
    /// <exception cref="FormatException">Damaged.</exception>
    public void ReadFirst(ref ByteReader reader) => TimedRowsCodec.ReadFirst(ref reader, this, plan);

    private void Add(long number)
    {
        foreach (var total in Ever)
        {
            total.Add(TimeOf(number), ValueOf(number, total.Plan.Column));
        }
    }

    private void Set(int at, ColumnPlan column, AggregateValue value)
    {
        if (column.IsText)
        {
            _texts[(at * _textCount) + column.Index] = (string?)value.Object;
        }
        else
        {
            _numbers[(at * _numberCount) + column.Index] = value.Number;
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
        _times = Moved(_times, capacity, 1);
        _numbers = Moved(_numbers, capacity, _numberCount);
        _texts = Moved(_texts, capacity, _textCount);
        _head = 0;
    }

    private T[] Moved<T>(T[] values, int capacity, int width)
    {
        var target = values.Length == capacity * width ? values : new T[capacity * width];
        Array.Copy(values, _head * width, target, 0, Count * width);
        if (target == values)
        {
            Array.Clear(target, Count * width, target.Length - (Count * width));
        }

        return target;
    }
}
