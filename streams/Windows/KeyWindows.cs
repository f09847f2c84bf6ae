using Serverless.Streams.Fold;

namespace Serverless.Streams.Windows;

/// <summary>The windows of one definition under one key, in the order of their starts.</summary>
internal sealed class KeyWindows(KeyState key)
{
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

    /// <summary>The one that starts there. It is looked for from the newest on: events mostly belong to it.</summary>
    public OpenWindow? Find(long start) => UpTo(start) is { } window && window.Start == start ? window : null;

    public void Insert(OpenWindow added)
    {
        added.Older = UpTo(added.Start);
        added.Newer = added.Older is null ? Oldest : added.Older.Newer;
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
            Newest = older;
        }
        else
        {
            newer.Older = older;
        }
    }
}
