using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>How far behind the watermark an event may come: as long as its id is remembered, else as long as the longest look back.</summary>
internal static class Horizon
{
    /// <summary>There is none: nothing is ever too late.</summary>
    public const long None = long.MaxValue;

    public static long Of(PipelinePlan plan, SourcePlan source)
    {
        var reach = LongestReach(plan);
        return source.UniqueWithin is { } within ? (long)within.TotalMilliseconds : reach == 0 ? None : reach;
    }

    /// <summary>The horizon of scored events: the widest of their sources.</summary>
    public static long OfScored(PipelinePlan plan) =>
        plan.Sources.Where(source => source.IsScored).Select(source => Of(plan, source)).DefaultIfEmpty(None).Max();

    /// <summary>Whether an event of that time is beyond it.</summary>
    public static bool IsPassed(long time, long horizon, long watermark) =>
        horizon != None && watermark != long.MinValue && time + horizon <= watermark;

    private static long LongestReach(PipelinePlan plan) =>
        plan.Keys.SelectMany(key => key.Tracks).Select(track => track.Reach).DefaultIfEmpty(0).Max();
}
