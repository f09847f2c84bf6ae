using Serverless.Streams.Accumulators;

namespace Serverless.Streams.Windows;

/// <summary>
/// Parts of windows that were forgotten, to be used again: at a million keys the garbage collector would else copy each one twice and look for it in the memory of its key. What is not needed
/// for a whole window's length is given back.
/// </summary>
/// <param name="isKept">Whether parts may be used again: their aggregates are of one size, however much they have seen.</param>
internal sealed class OpenWindowPool(bool isKept)
{
    private OpenWindow? _free;
    private int _count;
    private int _least;

    public OpenWindow Take(long start, long end)
    {
        if (_free is not { } window)
        {
            return new OpenWindow(start, end);
        }

        _free = window.Newer;
        _least = Math.Min(_least, --_count);
        (window.Start, window.End, window.Newer) = (start, end, null);
        return window;
    }

    /// <summary>Takes back a part that no key holds any more.</summary>
    public void Give(OpenWindow window)
    {
        if (!isKept || window.Aggregates is not { } aggregates || Array.IndexOf(aggregates, null) >= 0)
        {
            return;
        }

        Array.ForEach(aggregates, aggregate => aggregate!.Clear());

        (window.Fired, window.Older, window.Newer) = (0, null, _free);
        (_free, _count) = (window, _count + 1);
    }

    /// <summary>A window's length has passed.</summary>
    public void Trim()
    {
        for (; _least > 0; _least--)
        {
            (_free, _count) = (_free!.Newer, _count - 1);
        }

        _least = _count;
    }
}
