namespace Serverless.Streams.Fold;

/// <summary>A stored state is whole, but of a definition that this plan can't go on from: one sentence.</summary>
internal sealed class StateMismatchException(string message) : FormatException(message);
