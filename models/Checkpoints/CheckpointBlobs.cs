using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>
/// The blobs in which both hosts keep checkpoints: <c>topic/shard/segments/…</c>, written once, and beside them a few small ones that are replaced under their ETag.
/// The container is made by the first write.
/// </summary>
public sealed class CheckpointBlobs
{
    private readonly BlobContainerClient _container;

    private CheckpointBlobs(BlobContainerClient container) => _container = container;

    /// <summary>On a storage account. Nothing is read yet.</summary>
    /// <param name="location">A connection string, or the <c>https://</c> address of a blob service, where the managed identity (on a developer's machine: the signed-in user) reads and writes.</param>
    /// <param name="container">The container: 3 to 63 lower-case letters, digits and hyphens.</param>
    /// <param name="configure">Changes the client's options; null: nothing.</param>
    /// <returns>The blobs.</returns>
    /// <exception cref="CheckpointException">A setting is wrong; the message names it, and never shows a key.</exception>
    public static CheckpointBlobs Open(string location, string container, Action<BlobClientOptions>? configure = null)
    {
        return new CheckpointBlobs(BlobContainers.Open(location, container, "Checkpoints", configure));
    }

    /// <summary>Reads a small blob of a shard.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="name">Its name within the shard.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The blob; null where there is none.</returns>
    /// <exception cref="CheckpointException">The store is out of reach.</exception>
    public async ValueTask<CheckpointBlob?> ReadAsync(ShardId shard, string name, CancellationToken cancellationToken)
    {
        try
        {
            var read = (await _container.GetBlobClient($"{shard}/{name}").DownloadContentAsync(cancellationToken).ConfigureAwait(false)).Value;
            return new CheckpointBlob(read.Content.ToMemory(), read.Details.ETag.ToString());
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

    /// <summary>Writes a small blob of a shard.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="name">Its name within the shard.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="etag">The version that it replaces; null: there must be none yet.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False where somebody else was faster.</returns>
    /// <exception cref="CheckpointException">The store is out of reach.</exception>
    public async ValueTask<bool> WriteAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken)
    {
        var conditions = etag is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = new ETag(etag) };
        try
        {
            for (var isMade = false; ; isMade = true)
            {
                try
                {
                    var options = new BlobUploadOptions { Conditions = conditions };
                    await _container.GetBlobClient($"{shard}/{name}").UploadAsync(BinaryData.FromBytes(content), options, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Writes a segment; one that exists is never replaced.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="name">The segment's name.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="CheckpointException">There is another of that name, or the store is out of reach.</exception>
    public async ValueTask WriteSegmentAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (!await WriteAsync(shard, Segment(name), content, etag: null, cancellationToken).ConfigureAwait(false)
            // A write whose answer was lost is tried again by the client, and meets itself.
            && !(await ReadAsync(shard, Segment(name), cancellationToken).ConfigureAwait(false) is { } there && there.Content.Span.SequenceEqual(content.Span)))
            throw Wrong($"{shard}: there is a segment {name} already: segments never change.");
    }

    /// <summary>Reads a segment whole.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="name">The segment's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="CheckpointException">It is gone, or the store is out of reach.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadSegmentAsync(ShardId shard, string name, CancellationToken cancellationToken) =>
        await ReadAsync(shard, Segment(name), cancellationToken).ConfigureAwait(false) is { } read ? read.Content
        : throw Wrong($"{shard}: the segment {name}, which its checkpoint names, is gone.");

    /// <summary>Deletes old segments that no checkpoint names.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="kept">Names that stay.</param>
    /// <param name="olderThan">What was written later stays.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="CheckpointException">The store is out of reach.</exception>
    public async ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kept);
        var stays = kept.Select(name => $"{shard}/{Segment(name)}").ToHashSet(StringComparer.Ordinal);
        try
        {
            await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, $"{shard}/{Segment("")}", cancellationToken).ConfigureAwait(false))
            {
                if (!stays.Contains(blob.Name) && blob.Properties.LastModified < olderThan)
                    await _container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (BlobFailure.Is(fault, cancellationToken))
        {
            throw BlobFailure.Of(shard, "collect its segments", fault);
        }
    }

    private static string Segment(string name) => "segments/" + name;

    private static CheckpointException Wrong(string sentence) => new(sentence) { IsFatal = true };
}
