namespace Serverless.Streams.Fold;

/// <summary>What an event came too late for.</summary>
/// <param name="Rule">The horizon, the watermark, or a window's name.</param>
/// <param name="By">Milliseconds that the watermark was ahead of the event.</param>
internal readonly record struct LateFor(string Rule, long By)
{
    public static LateFor Of(string rule, long time, long watermark) =>
        new(rule, time < 0 && watermark > long.MaxValue + time ? long.MaxValue : watermark - time);
}
