using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Durable.Ports;
using Serverless.Models;

namespace Serverless.Functions;

/// <summary>
/// The blobs of checkpoints: <c>topic/shard/segment</c>, written once, and <c>topic/shard/generation</c>, the number of the shard's newest
/// entity, which only rises (none: 1). The container is made by the first write.
/// </summary>
internal sealed class CheckpointBlobs
{
    private const string Generation = "generation";

    private readonly BlobContainerClient _container;

    private CheckpointBlobs(BlobContainerClient container) => _container = container;

    /// <summary>On a connection string, or on the address of a blob service, where the managed identity signs in. Nothing is read yet.</summary>
    /// <exception cref="SettingsException">It is neither.</exception>
    public static CheckpointBlobs Open(string location, string container)
    {
        if (container.Length is < 3 or > 63 || container.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
            throw new SettingsException($"CheckpointsContainer is '{container}': allowed are 3 to 63 lower-case letters, digits and hyphens.");
        if (location.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(location, UriKind.Absolute, out var service))
            return new CheckpointBlobs(new BlobServiceClient(service, new DefaultAzureCredential(), Options()).GetBlobContainerClient(container));
        try
        {
            return new CheckpointBlobs(new BlobContainerClient(location, container, Options()));
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            throw new SettingsException(
                "Checkpoints (or AzureWebJobsStorage) is neither a connection string of Azure Storage nor the https:// address of its blob service.");
        }
    }

    /// <summary>The newest generation of a shard's entity, from 1.</summary>
    public async ValueTask<long> GenerationAsync(ShardId shard, CancellationToken cancellationToken) =>
        NumberOf(shard, await TryReadAsync(shard, Generation, cancellationToken).ConfigureAwait(false));

    /// <summary>Raises the generation; a higher one stays.</summary>
    public async ValueTask OpenGenerationAsync(ShardId shard, long generation, CancellationToken cancellationToken)
    {
        var text = BinaryData.FromString(generation.ToString(CultureInfo.InvariantCulture));
        while (true)
        {
            var before = await TryReadAsync(shard, Generation, cancellationToken).ConfigureAwait(false);
            var unchanged = before is null ? New() : new BlobRequestConditions { IfMatch = before.Details.ETag };
            if (NumberOf(shard, before) >= generation || await TryWriteAsync(shard, Generation, text, unchanged, cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    /// <summary>Writes a segment; one that exists is never replaced.</summary>
    public async ValueTask WriteAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (!await TryWriteAsync(shard, name, BinaryData.FromBytes(content), New(), cancellationToken).ConfigureAwait(false)
            // A write whose answer was lost is tried again by the client, and meets itself.
            && !(await TryReadAsync(shard, name, cancellationToken).ConfigureAwait(false) is { } there && there.Content.ToMemory().Span.SequenceEqual(content.Span)))
            throw new CheckpointException($"{shard}: there is a segment {name} already.") { IsFatal = true };
    }

    /// <summary>Reads a segment whole.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(ShardId shard, string name, CancellationToken cancellationToken)
    {
        var read = await TryReadAsync(shard, name, cancellationToken).ConfigureAwait(false);
        return read?.Content.ToMemory()
            ?? throw new CheckpointException($"{shard}: the segment {name}, which its checkpoint names, is gone.") { IsFatal = true };
    }

    /// <summary>Deletes old segments that the checkpoint does not name.</summary>
    public async ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        var folder = NameOf(shard, "");
        try
        {
            var blobs = _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, folder, cancellationToken);
            await foreach (var blob in blobs.ConfigureAwait(false))
            {
                var name = blob.Name[folder.Length..];
                if (name != Generation && !kept.Contains(name) && blob.Properties.LastModified < olderThan)
                    await _container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (BlobFailure.Is(fault, cancellationToken))
        {
            throw BlobFailure.Of(shard, "collect its segments", fault);
        }
    }

    private static BlobClientOptions Options() => new()
    {
        Retry =
        {
            Mode = RetryMode.Exponential,
            MaxRetries = 3,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(2),
            NetworkTimeout = TimeSpan.FromSeconds(30),
        },
    };

    private static BlobRequestConditions New() => new() { IfNoneMatch = ETag.All };

    private static string NameOf(ShardId shard, string name) => $"{shard}/{name}";

    private static long NumberOf(ShardId shard, BlobDownloadResult? text) =>
        text is null ? 1
        : long.TryParse(text.Content.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new CheckpointException($"{shard}: the blob {NameOf(shard, Generation)} holds no number.") { IsFatal = true };

    private async ValueTask<BlobDownloadResult?> TryReadAsync(ShardId shard, string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await _container.GetBlobClient(NameOf(shard, name)).DownloadContentAsync(cancellationToken).ConfigureAwait(false)).Value;
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

    private async ValueTask<bool> TryWriteAsync(
        ShardId shard, string name, BinaryData content, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions { Conditions = conditions };
        try
        {
            try
            {
                await _container.GetBlobClient(NameOf(shard, name)).UploadAsync(content, options, cancellationToken).ConfigureAwait(false);
            }
            catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
                await _container.GetBlobClient(NameOf(shard, name)).UploadAsync(content, options, cancellationToken).ConfigureAwait(false);
            }

            return true;
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
