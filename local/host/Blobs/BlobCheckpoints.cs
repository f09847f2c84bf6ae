using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;
using Serverless.Models;

namespace Serverless.Local.Host.Blobs;

/// <summary>
/// Checkpoints in a blob container: <c>topic/shard/head</c>, replaced under its ETag by the rule of acceptance, and <c>topic/shard/segments/…</c>, written
/// once. Formats are those of the files, with their checksums. The container is made by the first write.
/// </summary>
public sealed class BlobCheckpoints : ICheckpoints
{
    private readonly BlobContainerClient _container;
    private readonly TimeProvider _time;

    private BlobCheckpoints(BlobContainerClient container, TimeProvider time) => (_container, _time) = (container, time);

    /// <summary>On a storage account given by its connection string.</summary>
    /// <param name="connectionString">With its key or shared access signature.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="time">Says what has expired.</param>
    /// <returns>The store; nothing is read yet.</returns>
    /// <exception cref="CheckpointException">The connection string is not one.</exception>
    public static BlobCheckpoints WithConnectionString(string connectionString, string container, TimeProvider time)
    {
        try
        {
            return new BlobCheckpoints(new BlobContainerClient(connectionString, container, Options()), time);
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            throw new CheckpointException("Checkpoints is not a connection string of Azure Storage.", wrong) { IsFatal = true };
        }
    }

    /// <summary>On a storage account where the managed identity (on a developer's machine: the signed-in user) may read and write blobs.</summary>
    /// <param name="service">The blob service, for example <c>https://account.blob.core.windows.net</c>.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="time">Says what has expired.</param>
    /// <returns>The store; nothing is read yet.</returns>
    public static BlobCheckpoints WithIdentity(Uri service, string container, TimeProvider time) =>
        new(new BlobServiceClient(service, new DefaultAzureCredential(), Options()).GetBlobContainerClient(container), time);

    /// <inheritdoc/>
    public async ValueTask<StoredCheckpoint> LoadAsync(ShardId shard, CancellationToken cancellationToken) =>
        StoredOf(shard, await ReadAsync(shard, Head(shard), cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async ValueTask OfferAsync(ShardId shard, Save save, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(save);
        while (true)
        {
            var before = await ReadAsync(shard, Head(shard), cancellationToken).ConfigureAwait(false);
            var stored = StoredOf(shard, before);
            var next = stored.Apply(save, _time.GetUtcNow());
            var unchanged = before is null ? New() : new BlobRequestConditions { IfMatch = before.Details.ETag };

            // Somebody was faster: the rule is asked again.
            if (ReferenceEquals(next, stored) || await WriteAsync(shard, Head(shard), HeadFormat.Write(next), unchanged, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteSegmentAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var (blob, bytes) = (Segment(shard, name), SealedBytes.Write(content.Span));
        if (!await WriteAsync(shard, blob, bytes, New(), cancellationToken).ConfigureAwait(false)
            // A write whose answer was lost is tried again by the client, and meets itself.
            && !(await ReadAsync(shard, blob, cancellationToken).ConfigureAwait(false) is { } there && there.Content.ToMemory().Span.SequenceEqual(bytes)))
        {
            throw new CheckpointException($"{shard}: there is a segment {name} already: segments never change.") { IsFatal = true };
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadSegmentAsync(ShardId shard, string name, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(shard, Segment(shard, name), cancellationToken).ConfigureAwait(false)
            ?? throw new CheckpointException($"{shard}: the segment {name}, which its checkpoint names, is gone.") { IsFatal = true };
        return SealedBytes.TryRead(read.Content.ToMemory(), out var content) ? content : throw Damaged(shard, name);
    }

    /// <inheritdoc/>
    /// <remarks>What the stored checkpoint names is kept whatever <paramref name="kept"/> says.</remarks>
    public async ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kept);
        var stored = await LoadAsync(shard, cancellationToken).ConfigureAwait(false);
        var stays = kept.Concat(stored.Segments).Select(name => Segment(shard, name)).ToHashSet(StringComparer.Ordinal);
        try
        {
            await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, Segment(shard, ""), cancellationToken).ConfigureAwait(false))
            {
                if (!stays.Contains(blob.Name) && blob.Properties.LastModified < olderThan)
                {
                    await _container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception fault) when (BlobFailure.Is(fault, cancellationToken))
        {
            throw BlobFailure.Of(shard, "collect its segments", fault);
        }
    }

    private static BlobClientOptions Options() => new()
    {
        Retry = { Mode = RetryMode.Exponential, MaxRetries = 3, Delay = TimeSpan.FromMilliseconds(200), MaxDelay = TimeSpan.FromSeconds(2), NetworkTimeout = TimeSpan.FromSeconds(30) },
    };

    private static BlobRequestConditions New() => new() { IfNoneMatch = ETag.All };

    private static string Head(ShardId shard) => $"{shard}/head";

    private static string Segment(ShardId shard, string name) => $"{shard}/segments/{name}";

    private static CheckpointException Damaged(ShardId shard, string name) => new($"{shard}: the blob {name} of its checkpoint does not match its checksum.") { IsFatal = true };

    private static StoredCheckpoint StoredOf(ShardId shard, BlobDownloadResult? head) =>
        head is null ? StoredCheckpoint.None
        : SealedBytes.TryRead(head.Content.ToMemory(), out var bytes) && HeadFormat.Parse(bytes) is { } stored ? stored
        : throw Damaged(shard, "head");

    private async ValueTask<BlobDownloadResult?> ReadAsync(ShardId shard, string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await _container.GetBlobClient(name).DownloadContentAsync(cancellationToken).ConfigureAwait(false)).Value;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
        catch (Exception fault) when (BlobFailure.Is(fault, cancellationToken))
        {
            throw BlobFailure.Of(shard, $"read {name}", fault);
        }
    }

    /// <summary>Whether the condition held.</summary>
    private async ValueTask<bool> WriteAsync(ShardId shard, string name, byte[] content, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        try
        {
            for (var isMade = false; ; isMade = true)
            {
                try
                {
                    var options = new BlobUploadOptions { Conditions = conditions };
                    await _container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(content), options, cancellationToken).ConfigureAwait(false);
                    return true;
                }
                catch (RequestFailedException missing) when (!isMade && missing.ErrorCode == BlobErrorCode.ContainerNotFound)
                {
                    await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (RequestFailedException taken) when (taken.Status == 412 || taken.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            return false;
        }
        catch (Exception fault) when (BlobFailure.Is(fault, cancellationToken))
        {
            throw BlobFailure.Of(shard, $"write {name}", fault);
        }
    }
}
