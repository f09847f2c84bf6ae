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

    protected override bool Advance(KeyWindows windows, long before, List<WindowResult> fired)
    {
        var isChanged = false;
        for (OpenWindow? session = windows.Oldest, newer; session is not null && HasEnded(session.End); session = newer)
        {
            newer = session.Newer;
            if (WindowTimes.LastOf(session.End) > before)
            {
                fired.Add(Fire(windows, session));
                isChanged = true;
            }

            if (IsGone(session.End))
            {
                windows.Remove(session);
                Pool.Give(session);
                isChanged = true;
            }
        }

        return isChanged;
    }

    protected override long DueOf(KeyWindows windows)
    {
        var due = long.MaxValue;
        for (var session = windows.Oldest; session is not null; session = session.Newer)
        {
            if (!HasEnded(session.End))
            {
                return Math.Min(due, WindowTimes.LastOf(session.End));
            }

            due = Math.Min(due, Times.CleanupOf(session.End));
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
                windows.Remove(joined);
                Pool.Give(joined);
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

        windows.Insert(joined = Pool.Take(start, end));
        return joined;
    }

    private void Merge(OpenWindow earlier, OpenWindow later)
    {
        earlier.End = Math.Max(earlier.End, later.End);
        earlier.Fired = Math.Max(earlier.Fired, later.Fired);
        Merge(earlier.Aggregates!, later.Aggregates!);
    }
}
