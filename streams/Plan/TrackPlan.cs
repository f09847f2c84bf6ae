using System.Collections.Immutable;

namespace Serverless.Streams.Plan;

/// <summary>The rows of one record type under one key: one time-ordered ring that serves all its trailing aggregates.</summary>
internal sealed class TrackPlan
{
    /// <summary>The source whose records are the rows; null: the scored events.</summary>
    public required int? Source { get; init; }

    /// <summary>The time that a record is about, milliseconds since the epoch; null: its event time.</summary>
    public required Func<object, long>? At { get; init; }

    /// <summary>The values that are kept per row; NaN where there is none.</summary>
    public required ImmutableArray<Func<object, double>> Columns { get; init; }

    /// <summary>Their text, for <c>explain</c>.</summary>
    public ImmutableArray<string> ColumnTexts { get; init; } = [];

    /// <summary>The aggregates over it.</summary>
    public required ImmutableArray<TrailingPlan> Aggregates { get; init; }

    /// <summary>Identifies its stored rows: 16 hexadecimal digits over key, record type, time and columns.</summary>
    public required string Hash { get; init; }

    /// <summary>The longest look back, delay plus span, in milliseconds.</summary>
    public long Reach => field == 0 && !Aggregates.IsEmpty ? field = Aggregates.Max(aggregate => aggregate.Span + aggregate.Delay) : field;
}
