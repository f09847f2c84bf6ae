namespace Serverless.Streams.Fold;

/// <summary>Why an event of a keyed topic is a dead letter.</summary>
/// <param name="Rule">The verb or part that failed.</param>
/// <param name="Detail">What it said.</param>
internal readonly record struct Failure(string Rule, string Detail);
