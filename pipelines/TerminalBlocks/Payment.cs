namespace Serverless.Pipelines.TerminalBlocks;

/// <summary>A payment within a prediction.</summary>
/// <param name="TerminalId">Where.</param>
/// <param name="Amount">How much, in euros.</param>
public sealed record Payment(string TerminalId, double Amount);
