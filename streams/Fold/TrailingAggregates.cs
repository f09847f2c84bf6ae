using Serverless.Streams.Accumulators;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>The trailing aggregates of a track, as one event sees them. Over a few rows they are made from the rows; over more than <paramref name="few"/>, from what <see cref="RowIndex"/> keeps: the bits are the same.</summary>
internal sealed class TrailingAggregates(TrackPlan plan, int few = 8)
{
    private readonly Accumulator[] _fresh = [.. plan.Aggregates.Select(aggregate => aggregate.Spec.NewAccumulator())];

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

        var most = aggregate.Spec.Kind == AggregateKind.Percentile ? PercentileAccumulator.MostValues : few;
        if (to - from > most && aggregate.Spec.Kind is not (AggregateKind.Min or AggregateKind.Max or AggregateKind.Own))
        {
            var cursor = rows.Index.Cursor(index);
            cursor.Move(rows, from, to);
            if (!cursor.Accumulator.NeedsValues)
            {
                return cursor.Accumulator.Result;
            }
        }

        for (var number = from; number < to; number++)
        {
            fresh.Add(rows.ValueOf(number, aggregate.Column), rows.TimeOf(number));
        }

        return fresh.ResultAt(time);
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
