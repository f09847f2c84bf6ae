using Serverless.Local.Simulation;

namespace Serverless.Tests.Integration.Host;

/// <summary>What a run of a history gave.</summary>
/// <param name="Predictions">Event, features, decision and reasons of each, sorted.</param>
/// <param name="DeadLetters">Reason and bytes of each, sorted.</param>
/// <param name="Sent">What the simulator sent.</param>
/// <param name="Notices">What the host had to say.</param>
internal sealed record HistoryOutputs(IReadOnlyList<string> Predictions, IReadOnlyList<string> DeadLetters, SimulateSummary Sent, string Notices);
