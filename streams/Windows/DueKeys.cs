using System.Runtime.InteropServices;
using Serverless.Streams.Accumulators;

namespace Serverless.Streams.Windows;

/// <summary>
/// Keys by when something is to be done for them: a calendar queue (Brown, "Calendar queues", CACM 31, 1988). What is far off lies unordered in days; only what is left of the day that the
/// watermark is in has an order. Keys whose windows end together are taken in the order in which they were added, so that a million of them cost no search.
/// </summary>
/// <param name="dayBits">A day is 2 to this power milliseconds; 0 where few different times are due.</param>
internal sealed class DueKeys(int dayBits)
{
    private const int Ahead = 32;
    private readonly Dictionary<long, List<KeyWindows>> _days = [];
    private readonly PriorityQueue<long, long> _order = new();
    private readonly PriorityQueue<KeyWindows, long> _today = new();
    private List<KeyWindows> _opened = [];
    private int _taken;
    private long _day = long.MinValue;
    private long _touched;

    /// <summary>Adds a key by its <see cref="KeyWindows.Due"/>. An entry that was added before is out of date.</summary>
    public void Add(KeyWindows windows)
    {
        var day = windows.Due >> dayBits;
        if (day <= _day)
        {
            _today.Enqueue(windows, windows.Due);
            return;
        }

        ref var added = ref CollectionsMarshal.GetValueRefOrAddDefault(_days, day, out var isThere);
        if (!isThere)
        {
            added = [];
            _order.Enqueue(day, day);
        }

        added!.Add(windows);
    }

    /// <summary>Takes a key that is due at the watermark or before; null: there is none any more.</summary>
    public KeyWindows? Take(long watermark)
    {
        while (true)
        {
            while (_taken < _opened.Count)
            {
                if (_taken % Ahead == 0)
                {
                    _touched = Touch(CollectionsMarshal.AsSpan(_opened).Slice(_taken, Math.Min(Ahead, _opened.Count - _taken)));
                }

                var windows = _opened[_taken++];
                if (windows.Due <= watermark)
                {
                    return windows;
                }

                if (windows.Due >> dayBits == _day)
                {
                    _today.Enqueue(windows, windows.Due);
                }
            }

            while (_today.TryPeek(out var windows, out var due) && due <= watermark)
            {
                _today.Dequeue();
                if (windows.Due == due)
                {
                    return windows;
                }
            }

            (_opened, _taken) = ([], 0);
            if (!_order.TryPeek(out var day, out _) || day > watermark >> dayBits)
            {
                return null;
            }

            _order.Dequeue();
            _days.Remove(day, out var opened);
            (_opened, _day) = (opened!, day);
        }
    }

    /// <summary>
    /// Reads a little of the keys that come next, of all of them at once: none of these reads waits for another one, so that the processor fetches their memory side by side. It would else wait
    /// for each key's windows, and then for their aggregates, before it looks at the next one.
    /// </summary>
    private static long Touch(ReadOnlySpan<KeyWindows> keys)
    {
        var sum = 0L;
        foreach (var key in keys)
        {
            sum += key.Due;
        }

        foreach (var key in keys)
        {
            sum += (key.Oldest?.Start ?? 0) + (key.Newest?.Start ?? 0) + (key.Key.Key is null ? 1 : 0);
        }

        foreach (var key in keys)
        {
            sum += (key.Oldest?.Aggregates?.Length ?? 0) + (key.Newest?.Aggregates?.Length ?? 0);
        }

        foreach (var key in keys)
        {
            sum += IsCount(key.Oldest) + IsCount(key.Newest);
        }

        return sum;
    }

    private static int IsCount(OpenWindow? window) => window?.Aggregates is [CountAccumulator, ..] ? 1 : 0;
}
