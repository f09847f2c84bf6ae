using System.Collections.Immutable;

namespace Serverless.Streams.Records;

/// <summary>Which values an event brings along from the keys before, in the order of the row: each under 32 bits of its definition's hash, so that an event under way fits another plan too.</summary>
/// <param name="Numbers">Of each number.</param>
/// <param name="Objects">Of each text or list.</param>
internal sealed record CarriedLayout(ImmutableArray<uint> Numbers, ImmutableArray<uint> Objects)
{
    /// <summary>At the first key.</summary>
    public static CarriedLayout None { get; } = new([], []);

    public bool IsEmpty => Numbers.IsEmpty && Objects.IsEmpty;
}
