using System.Numerics;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Windows;

/// <summary>
/// The windows of one definition under all keys of a shard, by the rules of Flink's WindowOperator with its EventTimeTrigger: a window fires when its last millisecond is at or below
/// the watermark, again for each late event that is still allowed, and is forgotten at its last millisecond plus the allowed lateness.
/// What ended at or below the watermark has fired; so no mark of it is kept.
/// </summary>
internal abstract class WindowFold(WindowPlan plan, int index)
{
    private const int ValuesPerPiece = 512;
    private const int DaysPerGap = 16;
    private readonly DueKeys _due = new(DayBits(plan));
    private AggregateValue[] _values = [];
    private int _valuesUsed;
    private long _trimAt = long.MinValue;

    public WindowPlan Plan { get; } = plan;

    protected WindowTimes Times { get; } = new(plan);

    protected OpenWindowPool Pool { get; } = new(plan.Aggregates.All(aggregate => aggregate.Spec.NewAccumulator().IsOfOneSize));

    /// <summary>Why a user's aggregate did not take the event that was added last; null where all did. It is then as before.</summary>
    public string? Failure { get; private set; }

    /// <summary>Up to here all has fired.</summary>
    protected long Watermark { get; private set; } = long.MinValue;

    public static WindowFold Of(WindowPlan plan, int index) =>
        plan.Kind == WindowKind.Session ? new SessionWindows(plan, index) : new AlignedWindows(plan, index);

    /// <summary>Fires all windows that the watermark closes and forgets those that no late event can reach.</summary>
    public void Advance(long watermark, List<WindowResult> fired)
    {
        var before = Watermark;
        Watermark = Math.Max(before, watermark);
        while (_due.Take(Watermark) is { } windows)
        {
            windows.Due = long.MaxValue;
            if (Advance(windows, before, fired))
            {
                windows.Key.Touch();
            }

            Schedule(windows);
        }

        if (Watermark >= _trimAt)
        {
            _trimAt = WindowTimes.Plus(Watermark, Plan.Size);
            Pool.Trim();
        }
    }

    /// <summary>Adds an event to its windows and fires those that have ended.</summary>
    /// <returns>False if all of them are gone and the event itself is late: it is late for this definition.</returns>
    /// <param name="key">The event's key.</param>
    /// <param name="time">Its time.</param>
    /// <param name="values">What it gives each aggregate.</param>
    /// <param name="fired">Takes the results.</param>
    /// <param name="taken">The window that it is in now; null where it is late, or in several.</param>
    public bool Add(KeyState key, long time, ReadOnlySpan<AggregateValue> values, List<WindowResult> fired, out OpenWindow? taken)
    {
        Failure = null;
        return Add(key.Windows[index] ??= new KeyWindows(key), time, values, fired, out taken);
    }

    /// <summary>What an aggregate of a window, or of a part of it, says as of a time; missing where it has not seen all, or fails.</summary>
    /// <param name="index">The aggregate.</param>
    /// <param name="accumulator">What it has seen.</param>
    /// <param name="time">Milliseconds since the epoch.</param>
    /// <param name="problem">Why it fails; null where it does not.</param>
    public AggregateValue ValueOf(int index, Accumulator? accumulator, long time, out string? problem)
    {
        problem = null;
        try
        {
            return accumulator is null ? AggregateValue.Missing : Plan.Aggregates[index].Spec.Of(accumulator.ResultAt(time));
        }
        catch (Exception failure) when (IsOfOwn(index, failure))
        {
            problem = $"{Plan.Name}.{Plan.Aggregates[index].Name}: {failure.Message}";
            return AggregateValue.Missing;
        }
    }

    /// <summary>After a load: what has fired stays silent. It fires at a record, never at a load.</summary>
    public void Resume(KeyWindows windows, long watermark)
    {
        Watermark = Math.Max(Watermark, watermark);
        Schedule(windows);
    }

    /// <summary>Fires a key's windows.</summary>
    /// <returns>Whether what is stored of them changed: what fired and is kept as it was follows from the watermark.</returns>
    protected abstract bool Advance(KeyWindows windows, long before, List<WindowResult> fired);

    protected abstract bool Add(KeyWindows windows, long time, ReadOnlySpan<AggregateValue> values, List<WindowResult> fired, out OpenWindow? taken);

    /// <summary>When next something is to be done for the key; <see cref="long.MaxValue"/> for never.</summary>
    protected abstract long DueOf(KeyWindows windows);

    /// <summary>An event is late when even the allowed lateness does not reach from it to the watermark.</summary>
    protected bool IsLate(long time) => Watermark != long.MinValue && WindowTimes.Plus(time, Plan.AllowedLateness) <= Watermark;

    /// <summary>A window is gone when it was forgotten.</summary>
    protected bool IsGone(long end) => Times.CleanupOf(end) <= Watermark;

    protected bool HasEnded(long end) => WindowTimes.LastOf(end) <= Watermark;

    protected void Schedule(KeyWindows windows) => Schedule(windows, DueOf(windows));

    protected void Schedule(KeyWindows windows, long due)
    {
        if (due < windows.Due)
        {
            windows.Due = due;
            _due.Add(windows);
        }
    }

    protected void AddTo(OpenWindow window, ReadOnlySpan<AggregateValue> values, long time)
    {
        var aggregates = window.Aggregates ??= NewAggregates();
        for (var aggregate = 0; aggregate < values.Length; aggregate++)
        {
            try
            {
                aggregates[aggregate]?.Add(values[aggregate], time);
            }
            catch (Exception failure) when (IsOfOwn(aggregate, failure))
            {
                Failure = $"{Plan.Name}.{Plan.Aggregates[aggregate].Name}: {failure.Message}";
            }
        }
    }

    protected Accumulator[] NewAggregates()
    {
        var aggregates = new Accumulator[Plan.Aggregates.Length];
        for (var aggregate = 0; aggregate < aggregates.Length; aggregate++)
        {
            aggregates[aggregate] = Plan.Aggregates[aggregate].Spec.NewAccumulator();
        }

        return aggregates;
    }

    /// <summary>Adds a later part. What one of the two has not seen whole, or what can't be put together, both together have not.</summary>
    protected void Merge(Accumulator?[] earlier, Accumulator?[] later)
    {
        for (var aggregate = 0; aggregate < earlier.Length; aggregate++)
        {
            try
            {
                if (later[aggregate] is { } part)
                {
                    earlier[aggregate]?.Merge(part);
                }
                else
                {
                    earlier[aggregate] = null;
                }
            }
            catch (Exception failure) when (IsOfOwn(aggregate, failure))
            {
                earlier[aggregate] = null;
            }
        }
    }

    protected WindowResult Result(KeyWindows windows, long start, long end, int revision, Accumulator?[] aggregates)
    {
        if (_values.Length - _valuesUsed < aggregates.Length)
        {
            (_values, _valuesUsed) = (new AggregateValue[Math.Max(aggregates.Length, ValuesPerPiece)], 0);
        }

        var values = new ArraySegment<AggregateValue>(_values, _valuesUsed, aggregates.Length);
        _valuesUsed += aggregates.Length;
        for (var aggregate = 0; aggregate < aggregates.Length; aggregate++)
        {
            values[aggregate] = ValueOf(aggregate, aggregates[aggregate], WindowTimes.LastOf(end), out _);
        }

        return new WindowResult(windows.Key.Key, start, end, revision, values);
    }

    // Few different times are due of windows that start together; sessions end at any time.
    private static int DayBits(WindowPlan plan) => plan.Kind == WindowKind.Session ? BitOperations.Log2((ulong)plan.Size | DaysPerGap) - BitOperations.Log2(DaysPerGap) : 0;

    // Only a user's code can fail here; an accumulator of ours that threw would be a fault that nobody may pass over.
    private bool IsOfOwn(int aggregate, Exception failure) => Plan.Aggregates[aggregate].Spec.Own is not null && failure is not OutOfMemoryException;
}
