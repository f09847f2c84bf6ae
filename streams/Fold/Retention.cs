using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>Which rows are forgotten: those behind everything that an event within the horizon can see.</summary>
internal static class Retention
{
    public static void Evict(TimedRows rows, TrackPlan track, long horizon, long watermark)
    {
        if (horizon == Horizon.None || watermark == long.MinValue)
        {
            return;
        }

        var time = watermark - horizon - 1;
        rows.Settle(time);
        var end = rows.After(time - track.Reach, rows.First);
        rows.Evict(track.Rows == 0 ? end : Math.Min(end, rows.After(time, rows.First) - track.Rows));
    }
}
