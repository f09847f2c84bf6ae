using Serverless.Local.Simulation.Verifying;

namespace Serverless.Local.Simulation;

/// <summary>Latencies in milliseconds; all 0 where nothing was measured.</summary>
/// <param name="Count">How many were measured.</param>
/// <param name="P50">The median.</param>
/// <param name="P95">What 95 % do not exceed.</param>
/// <param name="P99">What 99 % do not exceed.</param>
/// <param name="Max">The greatest.</param>
public sealed record LatencySummary(long Count, double P50, double P95, double P99, double Max)
{
    internal static LatencySummary Of(LatencyHistogram histogram) => new(
        histogram.Count,
        Round(histogram.At(0.5)),
        Round(histogram.At(0.95)),
        Round(histogram.At(0.99)),
        Round(histogram.Max));

    private static double Round(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 2);
}
