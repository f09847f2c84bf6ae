using Serverless.Streams.Accumulators;

namespace Serverless.Streams.Plan;

/// <summary>An aggregate in a window that closes.</summary>
/// <param name="Name">Its name in the result.</param>
/// <param name="Kind">What is computed.</param>
/// <param name="Value">What an event gives it; missing where there is nothing.</param>
/// <param name="Empty">The value where there is nothing.</param>
internal sealed record WindowAggregatePlan(string Name, AggregateKind Kind, Func<object, AggregateValue> Value, double Empty)
{
    /// <summary>The value's text; empty for a count.</summary>
    public string Text { get; init; } = "";

    /// <summary>Identifies its stored state within the window: over what is computed, not over its name.</summary>
    public ulong Hash { get; init; }

    /// <summary>An aggregate of nothing yet.</summary>
    public Accumulator NewAccumulator() => Kind switch
    {
        AggregateKind.Count => new CountAccumulator(),
        AggregateKind.Sum => new SumAccumulator(),
        AggregateKind.Mean => new MeanAccumulator(),
        _ => throw new InvalidOperationException($"{Kind} is no aggregate."),
    };
}
