using Serverless.Streams.Accumulators;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Windows;

/// <summary>Sessions: an event is one from its time to a gap later; what touches is one session. They grow together before lateness is judged.</summary>
internal sealed class SessionWindows(WindowPlan plan, int index) : WindowFold(plan, index)
{
    protected override bool Add(KeyWindows windows, long time, ReadOnlySpan<AggregateValue> values, List<WindowResult> fired, out OpenWindow? taken)
    {
        var session = taken = Join(windows, time, WindowTimes.Plus(time, Plan.Size));
        if (session is null)
        {
            return false;
        }

        AddTo(session, values, time);
        if (HasEnded(session.End))
        {
            fired.Add(Fire(windows, session));
        }

        Schedule(windows);
        return true;
    }

    protected override void Advance(KeyWindows windows, long before, List<WindowResult> fired)
    {
        for (var session = windows.Newest; session is not null; session = session.Older)
        {
            if (HasEnded(session.End) && WindowTimes.LastOf(session.End) > before)
            {
                fired.Add(Fire(windows, session));
            }
        }

        windows.Cut(session => !IsGone(session.End));
    }

    protected override long DueOf(KeyWindows windows)
    {
        var due = long.MaxValue;
        for (var session = windows.Newest; session is not null; session = session.Older)
        {
            due = Math.Min(due, HasEnded(session.End) ? Times.CleanupOf(session.End) : WindowTimes.LastOf(session.End));
        }

        return due;
    }

    private WindowResult Fire(KeyWindows windows, OpenWindow session) =>
        Result(windows, session.Start, session.End, session.Fired++, session.Aggregates!);

    /// <summary>The session of that span, grown together with all that it touches; null where it stands alone and is gone already.</summary>
    private OpenWindow? Join(KeyWindows windows, long start, long end)
    {
        OpenWindow? joined = null;
        for (var session = windows.Newest; session is not null && session.End >= start; session = session.Older)
        {
            if (session.Start > end)
            {
                continue;
            }

            if (joined is not null)
            {
                // The older one stays, so that parts come together in the order of time.
                Merge(session, joined);
                Remove(windows, joined);
            }

            joined = session;
        }

        if (joined is not null)
        {
            (joined.Start, joined.End) = (Math.Min(joined.Start, start), Math.Max(joined.End, end));
            return joined;
        }

        if (IsGone(end))
        {
            return null;
        }

        windows.Insert(joined = new OpenWindow(start, end));
        return joined;
    }

    private void Merge(OpenWindow earlier, OpenWindow later)
    {
        earlier.End = Math.Max(earlier.End, later.End);
        earlier.Fired = Math.Max(earlier.Fired, later.Fired);
        Merge(earlier.Aggregates!, later.Aggregates!);
    }

    private static void Remove(KeyWindows windows, OpenWindow removed)
    {
        if (windows.Newest == removed)
        {
            windows.Newest = removed.Older;
            return;
        }

        var newer = windows.Newest!;
        while (newer.Older != removed)
        {
            newer = newer.Older!;
        }

        newer.Older = removed.Older;
    }
}
