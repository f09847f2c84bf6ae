using Serverless.Streams.Accumulators;

namespace Serverless.Streams.Plan;

/// <summary>A value that is kept of each row of a track.</summary>
/// <param name="Value">What a record gives.</param>
/// <param name="IsText">Whether it is a text; else a number.</param>
/// <param name="Text">The lambda's text.</param>
internal sealed record ColumnPlan(Func<object, AggregateValue> Value, bool IsText, string Text)
{
    /// <summary>Its place among the columns of its kind.</summary>
    public int Index { get; init; }

    /// <summary>Identifies its stored values within the track.</summary>
    public ulong Hash { get; init; }
}
