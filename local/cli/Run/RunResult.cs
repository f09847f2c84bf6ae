using Serverless.Local.Simulation;

namespace Serverless.Local.Cli.Run;

/// <summary>How a run was.</summary>
/// <param name="Summary">For <c>--json</c>.</param>
/// <param name="Sent">What the simulator sent.</param>
/// <param name="Read">What the reader found.</param>
/// <param name="Broken">The equations that do not hold.</param>
/// <param name="History">How long the history took.</param>
/// <param name="Demo">The demonstration's story; null without one.</param>
internal sealed record RunResult(RunSummary Summary, SimulateSummary Sent, VerifyReport Read, IReadOnlyList<string> Broken, TimeSpan History, DemoStory? Demo);
