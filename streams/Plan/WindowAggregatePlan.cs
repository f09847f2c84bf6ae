using Serverless.Streams.Accumulators;

namespace Serverless.Streams.Plan;

/// <summary>An aggregate in a window that closes.</summary>
/// <param name="Name">Its name in the result.</param>
/// <param name="Spec">What is computed.</param>
/// <param name="Value">What an event gives it; missing where there is nothing.</param>
/// <param name="Text">The value's text, with its condition; empty for a count of all.</param>
internal sealed record WindowAggregatePlan(string Name, AggregateSpec Spec, Func<object, AggregateValue> Value, string Text)
{
    /// <summary>Identifies its stored state within the window: over what is computed, not over its name.</summary>
    public ulong Hash { get; init; }

    /// <summary>Where the open window's value so far lies in the row of an event.</summary>
    public int Slot { get; init; } = -1;
}
