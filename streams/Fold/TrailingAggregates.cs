using Serverless.Streams.Accumulators;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>The trailing aggregates of a track, as one event sees them. Over a few rows they are made from the rows; over more than <paramref name="few"/>, from what <see cref="RowIndex"/> keeps: the bits are the same.</summary>
internal sealed class TrailingAggregates(TrackPlan plan, int few = 8)
{
    private readonly Accumulator[] _fresh = [.. plan.Aggregates.Select(aggregate => aggregate.Spec.NewAccumulator())];

    /// <summary>Writes all of them into the row of an event of that time.</summary>
    public void Fill(TimedRows? rows, long time, Span<double> row)
    {
        for (var index = 0; index < plan.Aggregates.Length; index++)
        {
            var aggregate = plan.Aggregates[index];
            row[aggregate.Slot] = rows is null ? Nothing(index) : aggregate.Spec.Of(Value(rows, index, time)).Number;
        }
    }

    private double Nothing(int index)
    {
        _fresh[index].Clear();
        return plan.Aggregates[index].Spec.Of(_fresh[index].Result).Number;
    }

    private AggregateValue Value(TimedRows rows, int index, long time)
    {
        var aggregate = plan.Aggregates[index];
        var (from, to) = Range(rows, aggregate, time);
        if (aggregate.Column < 0)
        {
            return new AggregateValue(to - from);
        }

        switch (aggregate.Spec.Kind)
        {
            case AggregateKind.First:
                return Edge(rows, aggregate.Column, from, to, 1);
            case AggregateKind.Latest:
                return Edge(rows, aggregate.Column, to - 1, from - 1, -1);
            case AggregateKind.Min or AggregateKind.Max when to - from > few:
                return new AggregateValue(rows.Index.Tree(index).Of(rows, from, to));
            default:
                break;
        }

        var most = aggregate.Spec.Kind == AggregateKind.Percentile ? PercentileAccumulator.MostValues : few;
        if (to - from > most && aggregate.Spec.Kind is not (AggregateKind.Min or AggregateKind.Max))
        {
            var cursor = rows.Index.Cursor(index);
            cursor.Move(rows, from, to);
            if (!cursor.Accumulator.NeedsValues)
            {
                return cursor.Accumulator.Result;
            }
        }

        var fresh = _fresh[index];
        fresh.Clear();
        for (var number = from; number < to; number++)
        {
            fresh.Add(rows.ValueOf(number, aggregate.Column), 0);
        }

        return fresh.Result;
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
}
