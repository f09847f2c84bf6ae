namespace Serverless.Streams.Plan;

/// <summary>An aggregate over <c>(t − delay − span, t − delay]</c>, with its start over <c>[t − delay − span, t − delay]</c>, over the last rows up to t, or over all since a silence.</summary>
/// <param name="Name">The full name, with the window: <c>customer_count_7d</c>.</param>
/// <param name="Spec">What is computed.</param>
/// <param name="Column">The column of the track; -1 for a count of rows.</param>
/// <param name="Span">Milliseconds; 0 where rows are counted.</param>
/// <param name="Delay">Milliseconds.</param>
/// <param name="WithStart">Whether the lower bound is included.</param>
/// <param name="Slot">Where it lies in the row.</param>
internal sealed record TrailingPlan(string Name, AggregateSpec Spec, int Column, long Span, long Delay, bool WithStart, int Slot)
{
    /// <summary>The last so many rows, whenever they were; 0: those within the span.</summary>
    public int Rows { get; init; }

    /// <summary>All rows up to t since the last silence of so many milliseconds; 0: those within the span.</summary>
    public long ForgetAfter { get; init; }

    /// <summary>Identifies what is kept of rows that are gone, where something is.</summary>
    public ulong Hash { get; init; }
}
