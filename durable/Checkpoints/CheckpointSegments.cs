using Serverless.Durable.Ports;

namespace Serverless.Durable.Checkpoints;

/// <summary>Loads a checkpoint with the segments that it names.</summary>
internal static class CheckpointSegments
{
    /// <summary>The newest checkpoint and its segments, in their order, the base first; the inline delta is not among them.</summary>
    /// <exception cref="CheckpointException">One is gone, out of reach, or was cut to nothing.</exception>
    public static ValueTask<(StoredCheckpoint Stored, List<ReadOnlyMemory<byte>> Segments)> LoadAsync(ICheckpoints checkpoints, ShardId shard, CancellationToken cancellationToken) =>
        LoadAsync(checkpoints, shard, (stored, token) => ReadAsync(checkpoints, shard, stored, token), cancellationToken);

    /// <summary>
    /// The newest checkpoint and what is read of it. Whoever stood still behind the load, longer than segments are kept that no checkpoint names any more, finds them collected:
    /// then there is a newer checkpoint, and that one counts. Where it is the same, they are lost.
    /// </summary>
    /// <exception cref="CheckpointException">Out of reach or damaged.</exception>
    public static async ValueTask<(StoredCheckpoint Stored, T Content)> LoadAsync<T>(
        ICheckpoints checkpoints, ShardId shard, Func<StoredCheckpoint, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        var stored = await checkpoints.LoadAsync(shard, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            try
            {
                return (stored, await read(stored, cancellationToken).ConfigureAwait(false));
            }
            catch (CheckpointException gone) when (gone.IsFatal)
            {
                var newer = await checkpoints.LoadAsync(shard, cancellationToken).ConfigureAwait(false);
                if (newer.Segments.SequenceEqual(stored.Segments))
                {
                    throw;
                }

                stored = newer;
            }
        }
    }

    private static async ValueTask<List<ReadOnlyMemory<byte>>> ReadAsync(ICheckpoints checkpoints, ShardId shard, StoredCheckpoint stored, CancellationToken cancellationToken)
    {
        var segments = new List<ReadOnlyMemory<byte>>(stored.Segments.Length);
        foreach (var name in stored.Segments)
        {
            var segment = await checkpoints.ReadSegmentAsync(shard, name, cancellationToken).ConfigureAwait(false);

            // Only a shard without a checkpoint has nothing: a segment that was cut to nothing must not pass for one without changes.
            segments.Add(segment.IsEmpty ? throw new CheckpointException($"{shard}: the checkpoint at {stored.Position} is damaged: segment {name} is empty.") { IsFatal = true } : segment);
        }

        return segments;
    }
}
