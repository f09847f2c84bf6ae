using Serverless.Durable.Ports;

namespace Serverless.Durable.Checkpoints;

/// <summary>Reads the segments that a checkpoint names.</summary>
internal static class CheckpointSegments
{
    /// <summary>In their order, the base first; the inline delta is not among them.</summary>
    /// <exception cref="CheckpointException">One is gone, out of reach, or was cut to nothing.</exception>
    public static async ValueTask<List<ReadOnlyMemory<byte>>> ReadAsync(ICheckpoints checkpoints, ShardId shard, StoredCheckpoint stored, CancellationToken cancellationToken)
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
