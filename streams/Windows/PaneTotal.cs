using Serverless.Streams.Accumulators;

namespace Serverless.Streams.Windows;

/// <summary>
/// What many panes of a key hold together. From window to window the panes that enter are merged and those that leave are taken out, so that a window costs the same however many panes it
/// has. For aggregates that lose nothing by it (<see cref="Accumulator.CanRemove"/>); made from the panes, and never stored.
/// </summary>
internal sealed class PaneTotal(Accumulator[] sums)
{
    private OpenWindow? _first;
    private OpenWindow? _last;

    /// <summary>Moves to the panes from the first one up to the window's end; both only rise.</summary>
    /// <returns>The sums; null where an aggregate is newer than a pane that was met, so that it is missing.</returns>
    public Accumulator[]? Move(OpenWindow first, long end)
    {
        if (_last is null || _last.Start < first.Start)
        {
            Array.ForEach(sums, sum => sum.Clear());
            (_first, _last) = (first, null);
        }

        var isWhole = true;
        for (var next = _last is null ? first : _last.Newer; next is not null && next.Start < end; next = next.Newer)
        {
            isWhole &= Merge(next, isRemoved: false);
            _last = next;
        }

        for (; _first != first; _first = _first!.Newer)
        {
            isWhole &= Merge(_first!, isRemoved: true);
        }

        return isWhole ? sums : null;
    }

    /// <summary>A pane is about to go: the oldest one of the key.</summary>
    public void Forget(OpenWindow pane)
    {
        if (pane == _last)
        {
            _last = null;
        }
        else if (pane == _first)
        {
            Merge(pane, isRemoved: true);
            _first = pane.Newer;
        }
    }

    private bool Merge(OpenWindow pane, bool isRemoved)
    {
        var isWhole = true;
        for (var aggregate = 0; aggregate < sums.Length && pane.Aggregates is { } parts; aggregate++)
        {
            if (parts[aggregate] is not { } part)
            {
                isWhole = false;
            }
            else if (isRemoved)
            {
                sums[aggregate].Remove(part);
            }
            else
            {
                sums[aggregate].Merge(part);
            }
        }

        return isWhole;
    }
}
