namespace Serverless.Streams.Plan;

/// <summary>An aggregate over <c>(t − delay − span, t − delay]</c>, or with its start: <c>[t − delay − span, t − delay]</c>.</summary>
/// <param name="Name">The full name, with the window: <c>customer_count_7d</c>.</param>
/// <param name="Kind">What is computed.</param>
/// <param name="Column">The column of the track; -1 for a count of rows.</param>
/// <param name="Span">Milliseconds.</param>
/// <param name="Delay">Milliseconds.</param>
/// <param name="WithStart">Whether the lower bound is included.</param>
/// <param name="Empty">The value where there is nothing.</param>
/// <param name="Slot">Where it lies in the row.</param>
internal sealed record TrailingPlan(string Name, AggregateKind Kind, int Column, long Span, long Delay, bool WithStart, double Empty, int Slot);
