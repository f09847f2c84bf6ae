using System.Collections.Immutable;

namespace Serverless.Streams.Plan;

/// <summary>A window per key; its result goes to <c>{pipeline}.events</c> when the watermark passes its end. All spans in milliseconds.</summary>
internal sealed record WindowPlan
{
    /// <summary>The name, for example <c>terminal_hour</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How events are put into it.</summary>
    public required WindowKind Kind { get; init; }

    /// <summary>The length; of a session: the gap that ends it.</summary>
    public required long Size { get; init; }

    /// <summary>From one start to the next; of a session 0.</summary>
    public required long Slide { get; init; }

    /// <summary>Moves the starts; its size lies below <see cref="Slide"/>.</summary>
    public long Offset { get; init; }

    /// <summary>So long after its end a window takes late events.</summary>
    public long AllowedLateness { get; init; }

    /// <summary>What is computed, in order.</summary>
    public required ImmutableArray<WindowAggregatePlan> Aggregates { get; init; }

    /// <summary>Identifies its stored state: 16 hexadecimal digits over key and window. Each aggregate has a hash of its own.</summary>
    public required string Hash { get; init; }

    /// <summary>What identified it in the first format, over its aggregates too: where no state is under <see cref="Hash"/>, it is looked for here.</summary>
    public string FirstHash
    {
        get => field ?? Hash;
        init;
    }

    /// <summary>Which events enter; null: all.</summary>
    public Func<object, bool>? Holds { get; init; }

    /// <summary>Its text; empty: all.</summary>
    public string HoldsText { get; init; } = "";
}
