using Serverless.Streams.Accumulators;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Windows;

/// <summary>
/// Tumbling and hopping windows. An event is added to one pane, however many windows hold it; a window is put together from its panes when it fires. A tumbling window is its own only pane.
/// </summary>
internal sealed class AlignedWindows(WindowPlan plan, int index) : WindowFold(plan, index)
{
    private const int FewPanes = 8;
    private readonly bool _isPane = plan.Size != plan.Slide;
    private readonly bool _canTotal = plan.Aggregates.All(aggregate => aggregate.Spec.NewAccumulator().CanRemove);
    private Accumulator[] _fresh = [];
    private Accumulator?[] _together = [];
    private int _merged;

    protected override bool Add(KeyWindows windows, long time, ReadOnlySpan<AggregateValue> values, List<WindowResult> fired, out OpenWindow? taken)
    {
        taken = null;
        var newest = Times.NewestStart(time);
        if (time >= Times.EndOf(newest))
        {
            // Slides longer than windows leave times that belong to none.
            return !IsLate(time);
        }

        if (IsGone(Times.EndOf(newest)))
        {
            return false;
        }

        var start = _isPane ? Times.PaneStart(time) : newest;
        var pane = windows.Find(start);
        var isNew = pane is null;
        if (pane is null)
        {
            windows.Insert(pane = Pool.Take(start, start));
        }

        AddTo(pane, values, time);
        taken = _isPane ? null : pane;
        var oldestEnd = Times.EndOf(Times.OldestStart(time));
        if (HasEnded(oldestEnd))
        {
            windows.Total = null;
            FireLate(windows, time, fired);
            Schedule(windows);
        }
        else if (isNew)
        {
            Schedule(windows, WindowTimes.LastOf(oldestEnd));
        }

        return true;
    }

    protected override bool Advance(KeyWindows windows, long before, List<WindowResult> fired)
    {
        var (start, isChanged) = (FirstEndingAfter(before), false);
        for (var pane = windows.Oldest; pane is not null; pane = pane.Newer)
        {
            start = Math.Max(start, Times.OldestStart(pane.Start));
            if (start == long.MaxValue || !HasEnded(Times.EndOf(start)))
            {
                break;
            }

            if (pane.Aggregates is null)
            {
                continue;
            }

            for (var newest = Times.NewestStart(pane.Start); HasEnded(start, newest); start = WindowTimes.Plus(start, Plan.Slide))
            {
                fired.Add(Fire(windows, pane, start));
                isChanged |= !IsGone(Times.EndOf(start));
                windows.Total ??= _merged > FewPanes && _canTotal ? new PaneTotal(NewAggregates()) : null;
            }
        }

        return Forget(windows) || isChanged;
    }

    protected override long DueOf(KeyWindows windows)
    {
        if (windows.Oldest is not { } oldest)
        {
            return long.MaxValue;
        }

        var due = Times.CleanupOf(Times.EndOf(Times.NewestStart(oldest.Start)));
        var next = FirstEndingAfter(Watermark);
        for (var pane = oldest; pane is not null; pane = pane.Newer)
        {
            if (pane.Aggregates is not null && Math.Max(next, Times.OldestStart(pane.Start)) is var start && start <= Times.NewestStart(pane.Start))
            {
                return Math.Min(due, WindowTimes.LastOf(Times.EndOf(start)));
            }
        }

        return due;
    }

    /// <summary>The windows of a time that have ended and are not gone: each late event revises them.</summary>
    private void FireLate(KeyWindows windows, long time, List<WindowResult> fired)
    {
        var (pane, newest) = (windows.Oldest, Times.NewestStart(time));
        for (var start = Times.OldestStart(time); HasEnded(start, newest); start = WindowTimes.Plus(start, Plan.Slide))
        {
            while (pane!.Start < start || pane.Aggregates is null)
            {
                pane = pane.Newer;
            }

            if (!IsGone(Times.EndOf(start)))
            {
                fired.Add(Fire(windows, pane, start));
            }
        }
    }

    private bool Forget(KeyWindows windows)
    {
        var isChanged = false;
        while (windows.Oldest is { } pane && IsGone(Times.EndOf(Times.NewestStart(pane.Start))))
        {
            windows.Total?.Forget(pane);
            windows.Remove(pane);
            Pool.Give(pane);
            isChanged = true;
        }

        if (windows.Oldest is null)
        {
            windows.Total = null;
        }

        return isChanged;
    }

    private bool HasEnded(long start, long newest) => start <= newest && start != long.MaxValue && HasEnded(Times.EndOf(start));

    /// <summary>Fires the window that starts there.</summary>
    /// <param name="windows">The key's panes.</param>
    /// <param name="first">The window's first pane with events.</param>
    /// <param name="start">The window's start.</param>
    private WindowResult Fire(KeyWindows windows, OpenWindow first, long start)
    {
        var end = Times.EndOf(start);
        var revision = 0;
        if (!IsGone(end))
        {
            // It may fire again: how often it did is kept where it starts, in a pane without events if need be.
            if (windows.Find(start) is not { } mark)
            {
                windows.Insert(mark = new OpenWindow(start, start));
            }

            revision = mark.Fired++;
        }

        return Result(windows, start, end, revision, Together(windows, first, end));
    }

    /// <summary>The panes of a window, put together in the order of time.</summary>
    private Accumulator?[] Together(KeyWindows windows, OpenWindow first, long end)
    {
        if (windows.Total?.Move(first, end) is { } sums)
        {
            return sums;
        }

        windows.Total = null;
        _merged = 1;
        var together = first.Aggregates!;
        for (var pane = first.Newer; pane is not null && pane.Start < end; pane = pane.Newer)
        {
            if (pane.Aggregates is null)
            {
                continue;
            }

            if (_merged++ == 1)
            {
                Merge(Fresh(), first.Aggregates!);
                together = _together;
            }

            Merge(together, pane.Aggregates);
        }

        return together;
    }

    /// <summary>Aggregates of nothing, the same ones each time.</summary>
    private Accumulator?[] Fresh()
    {
        if (_fresh.Length != Plan.Aggregates.Length)
        {
            (_fresh, _together) = (NewAggregates(), new Accumulator?[Plan.Aggregates.Length]);
        }

        Array.ForEach(_fresh, aggregate => aggregate.Clear());
        _fresh.CopyTo(_together, 0);
        return _together;
    }

    /// <summary>The start of the first window whose last millisecond lies above a time.</summary>
    private long FirstEndingAfter(long time) =>
        time < long.MinValue + Plan.Size + Plan.Slide ? long.MinValue : WindowTimes.Plus(Times.NewestStart(time - Plan.Size + 1), Plan.Slide);
}
