using System.Collections.Immutable;

namespace Serverless.Streams.Plan;

/// <summary>A source topic and its cleansing.</summary>
public sealed class SourcePlan
{
    internal SourcePlan()
    {
    }

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>Its number in the plan, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The record type that leaves cleansing.</summary>
    public required Type Record { get; init; }

    /// <summary>Whether its records are the pipeline's events, or others that enter at a key.</summary>
    public required bool IsScored { get; init; }

    /// <summary>How its bytes are read; null: one JSON object is one event.</summary>
    public string? Decoder { get; init; }

    /// <summary>The cleansing verbs in order, as text.</summary>
    public required ImmutableArray<StepPlan> Steps { get; init; }

    /// <summary>The bound of out-of-orderness.</summary>
    public required TimeSpan OutOfOrder { get; init; }

    /// <summary>After that much silence a partition may be declared idle; null: never.</summary>
    public required TimeSpan? Idle { get; init; }

    /// <summary>What lies further in the future of its broker time stamp is a dead letter.</summary>
    public required TimeSpan Ahead { get; init; }

    /// <summary>Whether the topic is an output of another pipeline: then a record's id is its position, not its offset.</summary>
    public bool IsChained { get; internal init; }

    /// <summary>How long the business's id is remembered, in event time; null: no id.</summary>
    public required TimeSpan? UniqueWithin { get; init; }

    /// <summary>The members of its record type as JSON carries them, in order.</summary>
    public ImmutableArray<FieldPlan> Members { get; internal init; } = [];

    /// <summary>The event time's text.</summary>
    internal string TimeText { get; init; } = "";

    /// <summary>The members of its record type, one a line.</summary>
    internal string Schema { get; init; } = "";

    /// <summary>The keys that its records enter.</summary>
    internal ImmutableArray<EntryPlan> Entries { get; init; } = [];

    /// <summary>What is done with its records.</summary>
    internal SourceExecution Execution { get; init; } = null!;

    /// <summary>The hash of the topic's name, as headers carry it.</summary>
    internal ulong TopicHash => field == 0 ? field = Records.TopicHash.Of(Topic) : field;
}
