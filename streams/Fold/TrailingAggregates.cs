using Serverless.Streams.Accumulators;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>The trailing aggregates of a track, as one event sees them. Over a few rows they are made from the rows; over more than <paramref name="few"/>, from what <see cref="RowIndex"/> keeps: the bits are the same.</summary>
internal sealed class TrailingAggregates(TrackPlan plan, int few = 8)
{
    private readonly Accumulator[] _fresh = [.. plan.Aggregates.Select(aggregate => aggregate.Spec.NewAccumulator())];

    // Of each aggregate its place among those without a beginning; -1: it has one.
    private readonly int[] _ever = [.. plan.Aggregates.Select(aggregate => plan.Ever.IndexOf(aggregate))];

    /// <summary>Why a user's aggregate failed on the event that was asked for last; null where none did.</summary>
    public string? Failure { get; private set; }

    /// <summary>Writes all of them into the row of an event of that time.</summary>
    public void Fill(TimedRows? rows, long time, Span<double> numbers, Span<object?> objects)
    {
        Failure = null;
        for (var index = 0; index < plan.Aggregates.Length; index++)
        {
            var aggregate = plan.Aggregates[index];
            var value = aggregate.Spec.Of(aggregate.Spec.Own is null ? Value(rows, index, time) : Own(rows, index, time));
            if (aggregate.Spec.IsNumber)
            {
                numbers[aggregate.Slot] = value.Number;
            }
            else
            {
                objects[aggregate.Slot] = value.Object;
            }
        }
    }

    private AggregateValue Own(TimedRows? rows, int index, long time)
    {
        try
        {
            return Value(rows, index, time);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Failure = $"{plan.Aggregates[index].Name}: {failure.Message}";
            return AggregateValue.Missing;
        }
    }

    private AggregateValue Value(TimedRows? rows, int index, long time)
    {
        var (aggregate, fresh) = (plan.Aggregates[index], _fresh[index]);
        fresh.Clear();
        if (rows is null)
        {
            return fresh.ResultAt(time);
        }

        if (aggregate.ForgetAfter > 0)
        {
            return Ever(rows, index, time);
        }

        var (from, to) = Range(rows, aggregate, time);
        if (aggregate.Column < 0)
        {
            return new AggregateValue(to - from);
        }

        switch (aggregate.Spec.Kind)
        {
            case AggregateKind.First:
                return ShortText.Of(Edge(rows, aggregate.Column, from, to, 1));
            case AggregateKind.Latest:
                return ShortText.Of(Edge(rows, aggregate.Column, to - 1, from - 1, -1));
            case AggregateKind.Collect:
                return Newest(rows, aggregate, from, to);
            case AggregateKind.Min or AggregateKind.Max when to - from > few:
                return new AggregateValue(rows.Index.Tree(index).Of(rows, from, to));
            default:
                break;
        }

        if (Moved(rows, index, from, to) is { } many)
        {
            return many.Result;
        }

        Add(fresh, rows, aggregate.Column, from, to);
        return fresh.ResultAt(time);
    }

    /// <summary>All rows since the last silence: those that are settled are a total already.</summary>
    private AggregateValue Ever(TimedRows rows, int index, long time)
    {
        var (aggregate, fresh) = (plan.Aggregates[index], _fresh[index]);
        var (from, to) = (rows.After(rows.Settled, rows.First), rows.After(time, rows.First + rows.Count));
        var total = rows.Ever[_ever[index]];
        if (total.IsSeen(rows, ref from, to, time))
        {
            fresh.Merge(total.Accumulator);
        }

        if (aggregate.Spec.Kind is AggregateKind.Min or AggregateKind.Max && to - from > few)
        {
            fresh.Add(new AggregateValue(rows.Index.Tree(index).Of(rows, from, to)), time);
        }
        else if (Moved(rows, index, from, to) is { } many)
        {
            fresh.Merge(many);
        }
        else
        {
            Add(fresh, rows, aggregate.Column, from, to);
        }

        return fresh.Result;
    }

    /// <summary>Many rows from the cursor; null where they are few, or have to be asked one by one.</summary>
    private Accumulator? Moved(TimedRows rows, int index, long from, long to)
    {
        var kind = plan.Aggregates[index].Spec.Kind;
        var most = kind == AggregateKind.Percentile ? PercentileAccumulator.MostValues : few;
        if (to - from <= most || kind is AggregateKind.Min or AggregateKind.Max or AggregateKind.First or AggregateKind.Latest or AggregateKind.Collect or AggregateKind.Own)
        {
            return null;
        }

        var cursor = rows.Index.Cursor(index);
        cursor.Move(rows, from, to);
        return cursor.Accumulator.NeedsValues ? null : cursor.Accumulator;
    }

    private static void Add(Accumulator target, TimedRows rows, int column, long from, long to)
    {
        for (var number = from; number < to; number++)
        {
            target.Add(rows.ValueOf(number, column), rows.TimeOf(number));
        }
    }

    private static (long From, long To) Range(TimedRows rows, TrailingPlan aggregate, long time)
    {
        var until = time - aggregate.Delay;
        var to = rows.After(until, rows.First + rows.Count);
        if (aggregate.Rows > 0)
        {
            return (Math.Max(rows.First, to - aggregate.Rows), to);
        }

        var start = aggregate.WithStart ? until - aggregate.Span - 1 : until - aggregate.Span;
        return (rows.After(start, rows.First), to);
    }

    /// <summary>The first value that is there, in the given direction.</summary>
    private static AggregateValue Edge(TimedRows rows, int column, long from, long end, int step)
    {
        for (var number = from; number != end; number += step)
        {
            if (rows.ValueOf(number, column) is { IsMissing: false } value)
            {
                return value;
            }
        }

        return AggregateValue.Missing;
    }

    /// <summary>The last values that are there, oldest first.</summary>
    private static AggregateValue Newest(TimedRows rows, TrailingPlan aggregate, long from, long to)
    {
        var (first, count) = (to, 0);
        while (first > from && count < aggregate.Spec.Most)
        {
            count += rows.ValueOf(--first, aggregate.Column).IsMissing ? 0 : 1;
        }

        if (count == 0)
        {
            return AggregateValue.Missing;
        }

        var list = CollectAccumulator.New(count, aggregate.Spec.IsText);
        for (var index = 0; index < count; first++)
        {
            if (rows.ValueOf(first, aggregate.Column) is { IsMissing: false } value)
            {
                CollectAccumulator.Set(list, index++, value);
            }
        }

        return new(double.NaN, list);
    }
}
