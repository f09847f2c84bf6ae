using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>Up to where rows are forgotten: behind everything that an event within the horizon can see.</summary>
internal static class Retention
{
    public static long Of(TrackPlan track, long horizon, long watermark) =>
        horizon == Horizon.None || watermark == long.MinValue ? long.MinValue : watermark - horizon - track.Reach - 1;
}
