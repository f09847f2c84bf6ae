using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>What Cleanse remembers of a source's partition. It moves only after all acknowledgements.</summary>
internal sealed class CleansePartition
{
    /// <summary>The next offset expected.</summary>
    public required long Next { get; set; }

    /// <summary>Where the last record stands in what the origin sends; in a chained source the greatest id.</summary>
    public OriginPosition Position { get; set; } = OriginPosition.None;

    /// <summary>The greatest event time sent, less the bound and one; <see cref="long.MinValue"/> before the first.</summary>
    public long Watermark { get; set; } = long.MinValue;

    /// <summary>Per keyed topic that the source enters: the shard that got the last record, and knows the watermark by it; -1: none.</summary>
    public required int[] LastShard { get; init; }

    /// <summary>The next offset up to which the shards were told.</summary>
    public required long Told { get; set; }

    public bool IsOwed => Told < Next;

    public CleansePartition Copy() => new() { Next = Next, Position = Position, Watermark = Watermark, LastShard = [.. LastShard], Told = Told };
}
