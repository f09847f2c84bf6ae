using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;
using Serverless.Models;

namespace Serverless.Local.Host.Blobs;

/// <summary>
/// Checkpoints in a blob container: <c>topic/shard/head</c>, replaced under its ETag by the rule of acceptance, and segments beside it. Formats are those of the files, with
/// their checksums.
/// </summary>
/// <param name="blobs">The container.</param>
/// <param name="time">Says what has expired.</param>
public sealed class BlobCheckpoints(CheckpointBlobs blobs, TimeProvider time) : ICheckpoints
{
    private const string Head = "head";

    /// <inheritdoc/>
    public async ValueTask<StoredCheckpoint> LoadAsync(ShardId shard, CancellationToken cancellationToken) =>
        StoredOf(shard, await blobs.ReadAsync(shard, Head, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async ValueTask OfferAsync(ShardId shard, Save save, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(save);
        while (true)
        {
            var before = await blobs.ReadAsync(shard, Head, cancellationToken).ConfigureAwait(false);
            var stored = StoredOf(shard, before);
            var next = stored.Apply(save, time.GetUtcNow());

            // Somebody was faster: the rule is asked again.
            if (ReferenceEquals(next, stored) || await blobs.WriteAsync(shard, Head, HeadFormat.Write(next), before?.ETag, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteSegmentAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        blobs.WriteSegmentAsync(shard, name, SealedBytes.Write(content.Span), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadSegmentAsync(ShardId shard, string name, CancellationToken cancellationToken) =>
        SealedBytes.TryRead(await blobs.ReadSegmentAsync(shard, name, cancellationToken).ConfigureAwait(false), out var content) ? content : throw Damaged(shard, name);

    /// <inheritdoc/>
    /// <remarks>What the stored checkpoint names is kept whatever <paramref name="kept"/> says.</remarks>
    public async ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kept);
        var stored = await LoadAsync(shard, cancellationToken).ConfigureAwait(false);
        await blobs.CollectAsync(shard, [.. kept, .. stored.Segments], olderThan, cancellationToken).ConfigureAwait(false);
    }

    private static CheckpointException Damaged(ShardId shard, string name) => new($"{shard}: the blob {name} of its checkpoint does not match its checksum.") { IsFatal = true };

    private static StoredCheckpoint StoredOf(ShardId shard, CheckpointBlob? head) =>
        head is null ? StoredCheckpoint.None
        : SealedBytes.TryRead(head.Content, out var bytes) && HeadFormat.Parse(bytes) is { } stored ? stored
        : throw Damaged(shard, Head);
}
