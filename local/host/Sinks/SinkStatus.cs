using Serverless.Sinks;

namespace Serverless.Local.Host.Sinks;

/// <summary>How a sink is doing.</summary>
/// <param name="IsReady">Whether outputs are being stored.</param>
/// <param name="Reason">Why they are not; null where they are.</param>
/// <param name="Lag">Outputs that were not read yet, as the last fetch told it.</param>
/// <param name="Since">What became of outputs since the start.</param>
public sealed record SinkStatus(bool IsReady, string? Reason, long Lag, SinkResult Since);
