namespace Serverless.Streams.Fold;

/// <summary>What an event came too late for.</summary>
/// <param name="Rule">The horizon, the watermark, or a window's name.</param>
/// <param name="By">Milliseconds that the watermark was ahead of the event.</param>
/// <param name="Window">The window's index in the plan; -1 where it is none.</param>
internal readonly record struct LateFor(string Rule, long By, int Window)
{
    public static LateFor Of(string rule, long time, long watermark, int window = -1) =>
        new(rule, time < 0 && watermark > long.MaxValue + time ? long.MaxValue : watermark - time, window);
}
