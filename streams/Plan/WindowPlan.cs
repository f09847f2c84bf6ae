using System.Collections.Immutable;

namespace Serverless.Streams.Plan;

/// <summary>A tumbling window per key; its result goes to <c>{pipeline}.events</c> when the watermark passes its end.</summary>
/// <param name="Name">The name, for example <c>terminal_hour</c>.</param>
/// <param name="Size">Milliseconds.</param>
/// <param name="Offset">Milliseconds; its size lies below <paramref name="Size"/>.</param>
/// <param name="AllowedLateness">Milliseconds.</param>
/// <param name="Aggregates">What is computed, in order.</param>
/// <param name="Hash">Identifies its stored state: 16 hexadecimal digits over key and window. Each aggregate has a hash of its own.</param>
internal sealed record WindowPlan(string Name, long Size, long Offset, long AllowedLateness, ImmutableArray<WindowAggregatePlan> Aggregates, string Hash)
{
    /// <summary>What identified it in the first format, over its aggregates too: where no state is under <see cref="Hash"/>, it is looked for here.</summary>
    public string FirstHash { get; init; } = Hash;

    /// <summary>Which events enter; null: all.</summary>
    public Func<object, bool>? Holds { get; init; }

    /// <summary>Its text; empty: all.</summary>
    public string HoldsText { get; init; } = "";
}
