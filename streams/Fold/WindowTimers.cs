using Serverless.Streams.Accumulators;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>
/// Tumbling windows of one definition under all keys of a shard, by the rules of Flink's WindowOperator: a window fires when its last millisecond is at or below the watermark,
/// again for each late event that is still allowed, and is cleaned up at its last millisecond plus the allowed lateness.
/// </summary>
internal sealed class WindowTimers(WindowPlan plan, int index)
{
    private readonly PriorityQueue<(KeyState Key, OpenWindow Window), long> _ends = new();
    private readonly PriorityQueue<(KeyState Key, OpenWindow Window), long> _cleanups = new();

    public WindowPlan Plan { get; } = plan;

    /// <summary>Fires all windows that the watermark closes and forgets those that no late event can reach.</summary>
    public void Advance(long watermark, List<WindowResult> fired)
    {
        while (_ends.TryPeek(out var due, out var end) && end <= watermark)
        {
            _ends.Dequeue();
            if (due.Window.Fired == 0)
            {
                fired.Add(Fire(due.Key, due.Window));
            }
        }

        while (_cleanups.TryPeek(out var old, out var cleanup) && cleanup <= watermark)
        {
            _cleanups.Dequeue();
            old.Key.Windows[index].Remove(old.Window.Start);
            old.Key.Touch();
        }
    }

    /// <summary>Adds an event to its window.</summary>
    /// <returns>False if the window is gone: the event is late for it.</returns>
    public bool Add(KeyState key, long time, long watermark, ReadOnlySpan<AggregateValue> values, List<WindowResult> fired, out OpenWindow? window)
    {
        window = null;
        var start = StartOf(time);
        if (CleanupOf(start) <= watermark)
        {
            return false;
        }

        if (!key.Windows[index].TryGetValue(start, out window))
        {
            window = new OpenWindow(start, Plan.Aggregates);
            key.Windows[index].Add(start, window);
            Schedule(key, window);
        }

        for (var aggregate = 0; aggregate < values.Length; aggregate++)
        {
            window.Aggregates[aggregate].Add(values[aggregate], time);
        }

        if (LastOf(start) <= watermark)
        {
            fired.Add(Fire(key, window));
        }

        return true;
    }

    /// <summary>Puts a window's timers up: of a new one, or after a load. It fires at a record, never at a load.</summary>
    public void Schedule(KeyState key, OpenWindow window)
    {
        if (window.Fired == 0)
        {
            _ends.Enqueue((key, window), LastOf(window.Start));
        }

        _cleanups.Enqueue((key, window), CleanupOf(window.Start));
    }

    private WindowResult Fire(KeyState key, OpenWindow window)
    {
        var values = new AggregateValue[Plan.Aggregates.Length];
        for (var aggregate = 0; aggregate < values.Length; aggregate++)
        {
            values[aggregate] = Plan.Aggregates[aggregate].Spec.Of(window.Aggregates[aggregate].Result);
        }

        key.Touch();
        return new WindowResult(key.Key, window.Start, window.Fired++, values);
    }

    private long StartOf(long time)
    {
        var remainder = (time - Plan.Offset) % Plan.Size;
        return time - (remainder < 0 ? remainder + Plan.Size : remainder);
    }

    private long LastOf(long start) => start + Plan.Size - 1;

    private long CleanupOf(long start) => LastOf(start) is var last && last > long.MaxValue - Plan.AllowedLateness ? long.MaxValue : last + Plan.AllowedLateness;
}
