namespace Serverless.Streams.Records;

/// <summary>The place of a record in what its origin sends: it only rises.</summary>
/// <param name="Offset">The source's offset, or the offset in the upstream shard's log.</param>
/// <param name="Slot">0 for a source's record; the slot of the upstream output; <see cref="OutputId.LastSlot"/> for progress.</param>
internal readonly record struct OriginPosition(long Offset, long Slot)
{
    /// <summary>Before everything.</summary>
    public static OriginPosition None { get; } = new(-1, 0);

    public bool IsAfter(OriginPosition other) => Offset > other.Offset || (Offset == other.Offset && Slot > other.Slot);
}
