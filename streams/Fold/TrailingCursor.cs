using Serverless.Streams.Accumulators;

namespace Serverless.Streams.Fold;

/// <summary>An aggregate over a range of rows that moves along with the events: rows that enter are added, rows that leave are taken out.</summary>
internal sealed class TrailingCursor(Accumulator accumulator, int column)
{
    private long _from;
    private long _to;

    public Accumulator Accumulator { get; } = accumulator;

    public long From => _from;

    /// <summary>Moves to the rows from the first number up to and without the other.</summary>
    public void Move(TimedRows rows, long from, long to)
    {
        if (Math.Abs(from - _from) + Math.Abs(to - _to) > to - from)
        {
            Accumulator.Clear();
            (_from, _to) = (from, from);
        }

        while (_from > from)
        {
            Add(rows, --_from);
        }

        while (_to < to)
        {
            Add(rows, _to++);
        }

        while (_from < from)
        {
            Accumulator.Remove(rows.ValueOf(_from++, column));
        }

        while (_to > to)
        {
            Accumulator.Remove(rows.ValueOf(--_to, column));
        }
    }

    /// <summary>A row has got that number, and those behind it the next one.</summary>
    public void Inserted(TimedRows rows, long number)
    {
        if (number <= _from)
        {
            _from++;
            _to++;
        }
        else if (number < _to)
        {
            Add(rows, number);
            _to++;
        }
    }

    /// <summary>The rows before that number are about to go.</summary>
    public void Evicting(TimedRows rows, long end)
    {
        if (_from < end)
        {
            Move(rows, end, Math.Max(_to, end));
        }
    }

    private void Add(TimedRows rows, long number) => Accumulator.Add(rows.ValueOf(number, column), 0);
}
