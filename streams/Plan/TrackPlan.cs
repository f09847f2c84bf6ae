using System.Collections.Immutable;

namespace Serverless.Streams.Plan;

/// <summary>The rows of one record type under one key: one time-ordered ring that serves all its trailing aggregates.</summary>
internal sealed class TrackPlan
{
    /// <summary>The source whose records are the rows; null: the scored events.</summary>
    public required int? Source { get; init; }

    /// <summary>The time that a record is about, milliseconds since the epoch; null: its event time.</summary>
    public required Func<object, long>? At { get; init; }

    /// <summary>Which records are rows; null: all.</summary>
    public Func<object, bool>? Holds { get; init; }

    /// <summary>Its text; empty: all.</summary>
    public string HoldsText { get; init; } = "";

    /// <summary>The values that are kept per row.</summary>
    public required ImmutableArray<ColumnPlan> Columns
    {
        get;
        init
        {
            field = value;
            Texts = value.Count(column => column.IsText);
            Numbers = value.Length - Texts;
        }
    }

    /// <summary>The aggregates over it.</summary>
    public required ImmutableArray<TrailingPlan> Aggregates
    {
        get;
        init
        {
            field = value;
            Reach = value.Select(aggregate => aggregate.Span + aggregate.Delay).DefaultIfEmpty(0).Max();
            Rows = value.Select(aggregate => aggregate.Rows).DefaultIfEmpty(0).Max();
            Ever = [.. value.Where(aggregate => aggregate.ForgetAfter > 0)];
        }
    }

    /// <summary>Those of them that look back without a bound.</summary>
    public ImmutableArray<TrailingPlan> Ever { get; private init; } = [];

    /// <summary>Identifies its stored rows: 16 hexadecimal digits over key, record type, time and condition. Each column has a hash of its own.</summary>
    public required string Hash { get; init; }

    /// <summary>What identified them in the first format, over the columns too: where no state is under <see cref="Hash"/>, it is looked for here.</summary>
    public required string FirstHash { get; init; }

    /// <summary>How many of the columns are numbers.</summary>
    public int Numbers { get; private init; }

    /// <summary>How many are texts.</summary>
    public int Texts { get; private init; }

    /// <summary>The longest look back, delay plus span, in milliseconds.</summary>
    public long Reach { get; private init; }

    /// <summary>How many rows are looked back at, however old they are.</summary>
    public int Rows { get; private init; }
}
