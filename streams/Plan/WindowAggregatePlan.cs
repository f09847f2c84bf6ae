namespace Serverless.Streams.Plan;

/// <summary>An aggregate in a window that closes.</summary>
/// <param name="Name">Its name in the result.</param>
/// <param name="Kind">What is computed.</param>
/// <param name="Value">The value of an event, NaN where there is none; null for a count.</param>
/// <param name="Empty">The value where there is nothing.</param>
internal sealed record WindowAggregatePlan(string Name, AggregateKind Kind, Func<object, double>? Value, double Empty)
{
    /// <summary>The value's text; empty for a count.</summary>
    public string Text { get; init; } = "";
}
