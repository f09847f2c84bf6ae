using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>What the aggregates of one key keep beside its rows once there are many: a cursor each, or a tree for all ranges of a column. Never stored.</summary>
internal sealed class RowIndex(TrackPlan plan)
{
    private readonly TrailingCursor?[] _cursors = new TrailingCursor?[plan.Aggregates.Length];
    private readonly ExtremeTree?[] _trees = new ExtremeTree?[plan.Aggregates.Length];

    public TrailingCursor Cursor(int aggregate) =>
        _cursors[aggregate] ??= new TrailingCursor(plan.Aggregates[aggregate].Spec.NewAccumulator(mustRemove: true), plan.Aggregates[aggregate].Column);

    public ExtremeTree Tree(int aggregate)
    {
        if (_trees[aggregate] is { } tree)
        {
            return tree;
        }

        var (kind, column) = (plan.Aggregates[aggregate].Spec.Kind, plan.Aggregates[aggregate].Column);
        for (var other = 0; other < _trees.Length; other++)
        {
            if (_trees[other] is { } shared && plan.Aggregates[other].Spec.Kind == kind && plan.Aggregates[other].Column == column)
            {
                return _trees[aggregate] = shared;
            }
        }

        return _trees[aggregate] = new ExtremeTree(column, kind == AggregateKind.Max);
    }

    /// <summary>A row has got that number, and those behind it the next one.</summary>
    public void Inserted(TimedRows rows, long number)
    {
        foreach (var cursor in _cursors)
        {
            cursor?.Inserted(rows, number);
        }

        for (var index = 0; index < _trees.Length; index++)
        {
            if (_trees[index] is { } tree && Array.IndexOf(_trees, tree) == index)
            {
                tree.Inserted(rows, number);
            }
        }
    }

    /// <summary>The rows before that number are about to go.</summary>
    public void Evicting(TimedRows rows, long end)
    {
        foreach (var cursor in _cursors)
        {
            cursor?.Evicting(rows, end);
        }
    }
}
