using Serverless.Streams.Accumulators;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Windows;

/// <summary>
/// Tumbling and hopping windows. An event is added to one pane, however many windows hold it; a window is put together from its panes when it fires. A tumbling window is its own only pane.
/// </summary>
internal sealed class AlignedWindows(WindowPlan plan, int index) : WindowFold(plan, index)
{
    private readonly List<OpenWindow> _panes = [];
    private readonly bool _isPane = plan.Size != plan.Slide;

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
            windows.Insert(pane = new OpenWindow(start, start));
        }

        AddTo(pane, values, time);
        taken = _isPane ? null : pane;
        if (HasEnded(Times.EndOf(Times.OldestStart(time))))
        {
            FireLate(windows, time, fired);
            Schedule(windows);
        }
        else if (isNew)
        {
            Schedule(windows);
        }

        return true;
    }

    protected override void Advance(KeyWindows windows, long before, List<WindowResult> fired)
    {
        Gather(windows);
        var (start, first) = (FirstEndingAfter(before), 0);
        foreach (var pane in _panes)
        {
            var newest = Times.NewestStart(pane.Start);
            for (start = Math.Max(start, Times.OldestStart(pane.Start)); HasEnded(start, newest); start = WindowTimes.Plus(start, Plan.Slide))
            {
                fired.Add(Fire(windows, start, ref first));
            }
        }

        windows.Cut(pane => !IsGone(Times.EndOf(Times.NewestStart(pane.Start))));
    }

    protected override long DueOf(KeyWindows windows)
    {
        if (windows.Newest is null)
        {
            return long.MaxValue;
        }

        var due = long.MaxValue;
        var next = FirstEndingAfter(Watermark);
        var oldest = windows.Newest;
        for (var pane = windows.Newest; pane is not null; pane = pane.Older)
        {
            oldest = pane;
            if (pane.Aggregates is not null && Math.Max(next, Times.OldestStart(pane.Start)) is var start && start <= Times.NewestStart(pane.Start))
            {
                due = WindowTimes.LastOf(Times.EndOf(start));
            }
        }

        return Math.Min(due, Times.CleanupOf(Times.EndOf(Times.NewestStart(oldest.Start))));
    }

    /// <summary>The windows of a time that have ended and are not gone: each late event revises them.</summary>
    private void FireLate(KeyWindows windows, long time, List<WindowResult> fired)
    {
        Gather(windows);
        var (newest, first) = (Times.NewestStart(time), 0);
        for (var start = Times.OldestStart(time); HasEnded(start, newest); start = WindowTimes.Plus(start, Plan.Slide))
        {
            if (!IsGone(Times.EndOf(start)))
            {
                fired.Add(Fire(windows, start, ref first));
            }
        }
    }

    private bool HasEnded(long start, long newest) => start <= newest && start != long.MaxValue && HasEnded(Times.EndOf(start));

    private WindowResult Fire(KeyWindows windows, long start, ref int first)
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

        return Result(windows, start, end, revision, Together(start, end, ref first));
    }

    /// <summary>The panes of a window, put together in the order of time.</summary>
    /// <param name="start">The window's start; from call to call it rises.</param>
    /// <param name="end">Its end.</param>
    /// <param name="first">Where to look for its first pane; moved there.</param>
    private Accumulator?[] Together(long start, long end, ref int first)
    {
        while (_panes[first].Start < start)
        {
            first++;
        }

        if (first + 1 == _panes.Count || _panes[first + 1].Start >= end)
        {
            return _panes[first].Aggregates!;
        }

        var together = NewAggregates();
        for (var index = first; index < _panes.Count && _panes[index].Start < end; index++)
        {
            Merge(together, _panes[index].Aggregates!);
        }

        return together;
    }

    /// <summary>The key's panes with events, oldest first.</summary>
    private void Gather(KeyWindows windows)
    {
        _panes.Clear();
        for (var pane = windows.Newest; pane is not null; pane = pane.Older)
        {
            if (pane.Aggregates is not null)
            {
                _panes.Add(pane);
            }
        }

        _panes.Reverse();
    }

    /// <summary>The start of the first window whose last millisecond lies above a time.</summary>
    private long FirstEndingAfter(long time) =>
        time < long.MinValue + Plan.Size + Plan.Slide ? long.MinValue : WindowTimes.Plus(Times.NewestStart(time - Plan.Size + 1), Plan.Slide);
}
