using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Durable.Ports;

namespace Serverless.Functions;

/// <summary>
/// The blobs of checkpoints: <c>topic/shard/segment</c>, written once, and <c>topic/shard/generation</c>, the number of the shard's newest entity, which only rises
/// (none: 1). The container is made by the first write.
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
        var options = new BlobClientOptions
        {
            Retry = { Mode = RetryMode.Exponential, MaxRetries = 3, Delay = TimeSpan.FromMilliseconds(200), MaxDelay = TimeSpan.FromSeconds(2), NetworkTimeout = TimeSpan.FromSeconds(30) },
        };
        if (container.Length is < 3 or > 63 || container.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
            throw new SettingsException($"CheckpointsContainer is '{container}': allowed are 3 to 63 lower-case letters, digits and hyphens.");
        if (location.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(location, UriKind.Absolute, out var service))
            return new CheckpointBlobs(new BlobServiceClient(service, new DefaultAzureCredential(), options).GetBlobContainerClient(container));
        try
        {
            return new CheckpointBlobs(new BlobContainerClient(location, container, options));
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            throw new SettingsException("Checkpoints (or AzureWebJobsStorage) is neither a connection string of Azure Storage nor the https:// address of its blob service.");
        }
    }

    /// <summary>The newest generation of a shard's entity, from 1.</summary>
    public async ValueTask<long> GenerationAsync(ShardId shard, CancellationToken cancellationToken) =>
        await TryReadAsync(shard, Generation, cancellationToken).ConfigureAwait(false) is { } text ? NumberOf(shard, text) : 1;

    /// <summary>Raises the generation; a higher one stays.</summary>
    public async ValueTask OpenGenerationAsync(ShardId shard, long generation, CancellationToken cancellationToken)
    {
        var blob = BlobOf(shard, Generation);
        while (await TryReadAsync(shard, Generation, cancellationToken).ConfigureAwait(false) is var before && (before is null ? 1 : NumberOf(shard, before)) < generation)
        {
            var conditions = before is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = before.Details.ETag };
            var text = BinaryData.FromString(generation.ToString(CultureInfo.InvariantCulture));
            if (await TryWriteAsync(shard, blob, text, conditions, cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    public async ValueTask WriteAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (!await TryWriteAsync(shard, BlobOf(shard, name), BinaryData.FromBytes(content), new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken).ConfigureAwait(false))
            throw new CheckpointException($"{shard}: there is a segment {name} already.") { IsFatal = true };
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(ShardId shard, string name, CancellationToken cancellationToken) =>
        await TryReadAsync(shard, name, cancellationToken).ConfigureAwait(false) is { } read ? read.Content.ToMemory()
        : throw new CheckpointException($"{shard}: the segment {name}, which its checkpoint names, is gone.") { IsFatal = true };

    public async ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        var prefix = NameOf(shard, "");
        try
        {
            await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken).ConfigureAwait(false))
            {
                var name = blob.Name[prefix.Length..];
                if (name != Generation && !kept.Contains(name) && blob.Properties.LastModified < olderThan)
                    await _container.GetBlobClient(blob.Name).DeleteIfExistsAsync(DeleteSnapshotsOption.None, null, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (IsFault(fault, cancellationToken))
        {
            throw Failure(shard, "list its segments", fault);
        }
    }

    private static string NameOf(ShardId shard, string name) => $"{shard}/{name}";

    private static long NumberOf(ShardId shard, BlobDownloadResult text) =>
        long.TryParse(text.Content.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new CheckpointException($"{shard}: the blob {NameOf(shard, Generation)} holds no number.") { IsFatal = true };

    private static bool IsFault(Exception fault, CancellationToken cancellationToken) =>
        fault is RequestFailedException or AuthenticationFailedException or AggregateException or IOException
        || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested); // the client's own time limit

    private static CheckpointException Failure(ShardId shard, string what, Exception fault) =>
        new($"{shard}: blob storage can't {what}: {(fault is RequestFailedException { Status: > 0 } answer ? $"it answered {answer.Status} ({answer.ErrorCode})" : fault.Message.Split('\n')[0])}", fault);

    private BlobClient BlobOf(ShardId shard, string name) => _container.GetBlobClient(NameOf(shard, name));

    private async ValueTask<BlobDownloadResult?> TryReadAsync(ShardId shard, string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await BlobOf(shard, name).DownloadContentAsync(cancellationToken).ConfigureAwait(false)).Value;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
        catch (Exception fault) when (IsFault(fault, cancellationToken))
        {
            throw Failure(shard, $"read {name}", fault);
        }
    }

    private async ValueTask<bool> TryWriteAsync(ShardId shard, BlobClient blob, BinaryData content, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        for (var isMade = false; ; isMade = true)
        {
            try
            {
                await blob.UploadAsync(content, new BlobUploadOptions { Conditions = conditions }, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (RequestFailedException missing) when (!isMade && missing.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            }
            catch (RequestFailedException taken) when (taken.Status == 412 || taken.ErrorCode == BlobErrorCode.BlobAlreadyExists)
            {
                return false;
            }
            catch (Exception fault) when (IsFault(fault, cancellationToken))
            {
                throw Failure(shard, $"write {blob.Name}", fault);
            }
        }
    }
}
