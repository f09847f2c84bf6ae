using System.Collections.Immutable;
using Serverless.Streams.Records;

namespace Serverless.Streams.Plan;

/// <summary>A key, its keyed topic and what is kept per key.</summary>
public sealed class KeyPlan
{
    internal KeyPlan()
    {
    }

    /// <summary>The name, for example <c>customer</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The keyed topic, for example <c>card-fraud.by-customer</c>.</summary>
    public required string Topic { get; init; }

    /// <summary>Its number in the series, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The key of a scored event.</summary>
    internal Func<object, string> KeyOf { get; init; } = null!;

    /// <summary>Its text.</summary>
    internal string Text { get; init; } = "";

    /// <summary>Identifies what can't change while the state lives on: 16 hexadecimal digits.</summary>
    internal string Shape { get; init; } = "";

    /// <summary>Rows kept per key, one track per record type.</summary>
    internal ImmutableArray<TrackPlan> Tracks { get; init; } = [];

    /// <summary>Windows that close.</summary>
    internal ImmutableArray<WindowPlan> Windows { get; init; } = [];

    /// <summary>What events bring along from the keys before: the first numbers, texts and lists of the row.</summary>
    internal CarriedLayout Arrives { get; init; } = CarriedLayout.None;
}
