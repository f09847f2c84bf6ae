using Serverless.Streams.Plan;

namespace Serverless.Streams.Windows;

/// <summary>Where windows start and end, by Flink's rules (TimeWindow, SlidingEventTimeWindows, WindowOperator). Whatever would lie beyond the ends of time is at them.</summary>
internal sealed class WindowTimes(WindowPlan plan)
{
    private readonly long _rest = plan.Slide == 0 ? 0 : plan.Size % plan.Slide;
    private readonly long _older = plan.Slide == 0 ? 0 : (plan.Size - 1) / plan.Slide;
    private readonly long _oldestFor = plan.Slide == 0 ? 0 : (plan.Size - 1) % plan.Slide;

    /// <summary>The start of the newest window that can hold that time.</summary>
    public long NewestStart(long time)
    {
        // Both lie between minus a slide and a slide.
        var remainder = (time % plan.Slide) - plan.Offset;
        remainder += remainder < 0 ? plan.Slide : 0;
        remainder += remainder < 0 ? plan.Slide : 0;
        return Minus(time, remainder < plan.Slide ? remainder : remainder - plan.Slide);
    }

    /// <summary>The start of the oldest window that holds that time.</summary>
    public long OldestStart(long time)
    {
        var newest = NewestStart(time);
        var older = time - newest <= _oldestFor ? _older : Math.Max(0, _older - 1);
        return Minus(newest, older * plan.Slide);
    }

    /// <summary>
    /// The start of the pane that holds that time: the longest span that no window begins or ends within. Paired panes (Krishnamurthy, Wu, Franklin:
    /// On-the-fly sharing for streamed aggregation, 2006): a slide is cut at most once, where a window that began earlier ends.
    /// </summary>
    public long PaneStart(long time)
    {
        var start = NewestStart(time);
        return _rest > 0 && time - start >= _rest ? Plus(start, _rest) : start;
    }

    public long EndOf(long start) => Plus(start, plan.Size);

    /// <summary>The last millisecond of a window: when the watermark reaches it, the window fires.</summary>
    public static long LastOf(long end) => end - 1;

    /// <summary>When a window is forgotten: an event that comes then is late for it.</summary>
    public long CleanupOf(long end) => Plus(LastOf(end), plan.AllowedLateness);

    public static long Plus(long time, long span) => time > long.MaxValue - span ? long.MaxValue : time + span;

    private static long Minus(long time, long span) => time < long.MinValue + span ? long.MinValue : time - span;
}
