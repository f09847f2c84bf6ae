using System.Numerics;
using Serverless.Streams.Accumulators;

namespace Serverless.Streams.Fold;

/// <summary>The smallest or greatest values of a column in a binary tree, so that those of any range of rows take a logarithm of steps. It is made from the rows, and again when it is full.</summary>
internal sealed class ExtremeTree(int column, bool isGreatest)
{
    private double[] _nodes = [];
    private long _base;
    private long _end;

    private int Leaves => _nodes.Length / 2;

    /// <summary>Of the rows from the first number up to and without the other; NaN where no value is there.</summary>
    public double Of(TimedRows rows, long from, long to)
    {
        if (_nodes.Length == 0)
        {
            Build(rows);
        }

        var extreme = double.NaN;
        var (low, high) = (NodeOf(from), NodeOf(to));
        while (low < high)
        {
            extreme = (low & 1) == 0 ? extreme : ExtremeAccumulator.Of(extreme, _nodes[low++], isGreatest);
            extreme = (high & 1) == 0 ? extreme : ExtremeAccumulator.Of(extreme, _nodes[--high], isGreatest);
            (low, high) = (low >> 1, high >> 1);
        }

        return extreme;
    }

    /// <summary>A row has got that number, and those behind it the next one.</summary>
    public void Inserted(TimedRows rows, long number)
    {
        if (_nodes.Length == 0)
        {
            return;
        }

        if (_end - _base == Leaves)
        {
            _nodes = [];
        }
        else
        {
            Fill(rows, number, ++_end);
        }
    }

    private int NodeOf(long number) => (int)(number - _base) + Leaves;

    private void Build(TimedRows rows)
    {
        _nodes = new double[2 * BitOperations.RoundUpToPowerOf2((uint)(2 * rows.Count))];
        Array.Fill(_nodes, double.NaN);
        (_base, _end) = (rows.First, rows.First + rows.Count);
        Fill(rows, _base, _end);
    }

    private void Fill(TimedRows rows, long from, long to)
    {
        for (var number = from; number < to; number++)
        {
            _nodes[NodeOf(number)] = rows.ValueOf(number, column).Number;
        }

        for (var (low, high) = (NodeOf(from) >> 1, NodeOf(to - 1) >> 1); low > 0; (low, high) = (low >> 1, high >> 1))
        {
            for (var node = low; node <= high; node++)
            {
                _nodes[node] = ExtremeAccumulator.Of(_nodes[2 * node], _nodes[(2 * node) + 1], isGreatest);
            }
        }
    }
}
