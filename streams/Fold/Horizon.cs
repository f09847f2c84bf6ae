using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>How far behind the watermark an event may come: as long as its id is remembered, else as long as the longest look back, or as a window waits.</summary>
internal static class Horizon
{
    /// <summary>There is none: nothing is ever too late.</summary>
    public const long None = long.MaxValue;

    public static long Of(PipelinePlan plan, SourcePlan source)
    {
        if (source.UniqueWithin is { } within)
        {
            return (long)within.TotalMilliseconds;
        }

        // Where only windows are made, they say themselves what is late.
        var reach = LongestReach(plan);
        return reach == 0 ? None : Math.Max(reach, LongestWait(plan));
    }

    /// <summary>The horizon of scored events: the widest of their sources. Where they wait for the watermark none comes behind it.</summary>
    public static long OfScored(PipelinePlan plan) =>
        plan.AtWatermark ? 0 : plan.Sources.Where(source => source.IsScored).Select(source => Of(plan, source)).DefaultIfEmpty(None).Max();

    /// <summary>Whether an event of that time is beyond it.</summary>
    public static bool IsPassed(long time, long horizon, long watermark) =>
        horizon != None && watermark != long.MinValue && time + horizon <= watermark;

    private static long LongestWait(PipelinePlan plan) =>
        plan.Keys.SelectMany(key => key.Windows).Select(window => window.Size + window.AllowedLateness).DefaultIfEmpty(0).Max();

    private static long LongestReach(PipelinePlan plan) =>
        plan.Keys.SelectMany(key => key.Tracks).Select(track => track.Reach).DefaultIfEmpty(0).Max();
}
