using Serverless.Local.Simulation;

namespace Serverless.Local.Cli.Children;

/// <summary>What the verifying reader tells its parent.</summary>
internal sealed record VerifyLine(
    long Predictions, double Rate, long Alerts, long Dead, long Windows, long Late, long Repeats, long Duplicated, LatencySummary? RecentMs, LatencySummary? LatencyMs);
