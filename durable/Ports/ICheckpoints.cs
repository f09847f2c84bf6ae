namespace Serverless.Durable.Ports;

/// <summary>Where shards keep their position and state. Implemented by the durable entity, on blobs and on files.</summary>
public interface ICheckpoints
{
    /// <summary>The newest accepted checkpoint; <see cref="StoredCheckpoint.None"/> where there is none.</summary>
    /// <exception cref="CheckpointException">The store is out of reach, or what it holds is damaged.</exception>
    ValueTask<StoredCheckpoint> LoadAsync(ShardId shard, CancellationToken cancellationToken);

    /// <summary>Offers a checkpoint. The offer may be lost, repeated or reordered: whether it was taken is seen by loading.</summary>
    ValueTask OfferAsync(ShardId shard, Save save, CancellationToken cancellationToken);

    /// <summary>Writes an immutable segment and makes it durable. The name is new: shard, position and a random part.</summary>
    ValueTask WriteSegmentAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads a segment whole.</summary>
    ValueTask<ReadOnlyMemory<byte>> ReadSegmentAsync(ShardId shard, string name, CancellationToken cancellationToken);

    /// <summary>Deletes the segments of a shard that are older than <paramref name="olderThan"/> and that <paramref name="kept"/> does not name.</summary>
    ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken);
}
