using Serverless.Local.Host;

namespace Serverless.Local.Cli.Children;

/// <summary>What the host tells its parent.</summary>
/// <param name="Status">How it is doing.</param>
/// <param name="Refusal">Why the model version that the store wants is not in force; null where it is.</param>
internal sealed record HostLine(HostStatus Status, string? Refusal);
