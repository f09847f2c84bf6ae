using Serverless.Streams.Fold;

namespace Serverless.Streams.Windows;

/// <summary>The windows of one definition under one key, in the order of their starts.</summary>
internal sealed class KeyWindows(KeyState key)
{
    // Looked at before the window itself, which costs a wait for memory that an event of a new window does not need.
    private long _newestStart = long.MinValue;

    public KeyState Key { get; } = key;

    public OpenWindow? Oldest { get; private set; }

    public OpenWindow? Newest { get; private set; }

    /// <summary>When the watermark reaches this, something is to be done; an entry of <see cref="DueKeys"/> that says else is out of date.</summary>
    public long Due { get; set; } = long.MaxValue;

    /// <summary>What makes long hopping windows of many panes cheap; made from the panes, and never stored.</summary>
    public PaneTotal? Total { get; set; }

    public int Count
    {
        get
        {
            var count = 0;
            for (var window = Newest; window is not null; window = window.Older)
            {
                count++;
            }

            return count;
        }
    }

    /// <summary>The one that starts there. It is looked for from the newest on.</summary>
    public OpenWindow? Find(long start) => start <= _newestStart && UpTo(start) is { } window && window.Start == start ? window : null;

    public void Insert(OpenWindow added)
    {
        var isNewest = added.Start > _newestStart;
        added.Older = isNewest ? Newest : UpTo(added.Start);
        added.Newer = isNewest ? null : added.Older is null ? Oldest : added.Older.Newer;
        Link(added.Older, added);
        Link(added, added.Newer);
    }

    public void Remove(OpenWindow removed) => Link(removed.Older, removed.Newer);

    /// <summary>The newest that starts at or before that time.</summary>
    private OpenWindow? UpTo(long time)
    {
        var window = Newest;
        while (window is not null && window.Start > time)
        {
            window = window.Older;
        }

        return window;
    }

    private void Link(OpenWindow? older, OpenWindow? newer)
    {
        if (older is null)
        {
            Oldest = newer;
        }
        else
        {
            older.Newer = newer;
        }

        if (newer is null)
        {
            (Newest, _newestStart) = (older, older?.Start ?? long.MinValue);
        }
        else
        {
            newer.Older = older;
        }
    }
}
