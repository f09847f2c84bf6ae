using Serverless.Streams.Fold;

namespace Serverless.Streams.Windows;

/// <summary>The windows of one definition under one key, newest first: events mostly belong to the newest.</summary>
internal sealed class KeyWindows(KeyState key)
{
    public KeyState Key { get; } = key;

    public OpenWindow? Newest { get; set; }

    /// <summary>When the watermark reaches this, something is to be done; an entry of the queue that says else is out of date.</summary>
    public long Due { get; set; } = long.MaxValue;

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

    public OpenWindow? Oldest
    {
        get
        {
            var window = Newest;
            while (window?.Older is { } older)
            {
                window = older;
            }

            return window;
        }
    }

    public OpenWindow? Find(long start)
    {
        var window = Newest;
        while (window is not null && window.Start > start)
        {
            window = window.Older;
        }

        return window?.Start == start ? window : null;
    }

    public void Insert(OpenWindow added)
    {
        if (Newest is null || Newest.Start < added.Start)
        {
            (added.Older, Newest) = (Newest, added);
            return;
        }

        var newer = Newest;
        while (newer.Older is { } older && older.Start > added.Start)
        {
            newer = older;
        }

        (added.Older, newer.Older) = (newer.Older, added);
    }

    /// <summary>Forgets what is so old that this no longer holds; nothing newer is.</summary>
    public void Cut(Func<OpenWindow, bool> isKept)
    {
        OpenWindow? kept = null;
        for (var window = Newest; window is not null && isKept(window); window = window.Older)
        {
            kept = window;
        }

        if (kept is null)
        {
            Newest = null;
        }
        else
        {
            kept.Older = null;
        }
    }
}
