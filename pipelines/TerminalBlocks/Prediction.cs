namespace Serverless.Pipelines.TerminalBlocks;

/// <summary>What card-fraud predicted for a payment; the rest of it is not needed here.</summary>
/// <param name="Time">When the payment was made.</param>
/// <param name="Decision"><c>allow</c>, <c>review</c> or <c>block</c>.</param>
/// <param name="Event">The payment.</param>
public sealed record Prediction(DateTimeOffset Time, string Decision, Payment Event);
