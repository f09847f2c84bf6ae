using System.Collections.Concurrent;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>
/// Artifacts in a blob container, which is made by the first write. Small files are kept with their ETag and read again under
/// <c>If-None-Match</c>, so that asking for an unchanged one costs an empty answer.
/// </summary>
public sealed class BlobArtifacts : IArtifacts
{
    private const int MaxListed = 10_000;
    private const int KeptBytes = 16 * 1024;
    private const int KeptFiles = 64;

    private readonly BlobContainerClient _container;
    private readonly ConcurrentDictionary<string, Artifact> _kept = new(StringComparer.Ordinal);

    private BlobArtifacts(BlobContainerClient container) => _container = container;

    /// <summary>On a storage account given by its connection string.</summary>
    /// <param name="connectionString">With its key or shared access signature.</param>
    /// <param name="container">The container's name.</param>
    /// <returns>The store; nothing is read yet.</returns>
    /// <exception cref="ArtifactException">The connection string is not one.</exception>
    public static BlobArtifacts WithConnectionString(string connectionString, string container)
    {
        try
        {
            return new BlobArtifacts(new BlobContainerClient(connectionString, container, Options()));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new ArtifactException("Artifacts is not a connection string of Azure Storage.", e) { IsFatal = true };
        }
    }

    /// <summary>On a storage account where the managed identity (on a developer's machine: the signed-in user) may read and write blobs.</summary>
    /// <param name="service">The blob service, for example <c>https://account.blob.core.windows.net</c>.</param>
    /// <param name="container">The container's name.</param>
    /// <returns>The store; nothing is read yet.</returns>
    public static BlobArtifacts WithIdentity(Uri service, string container) =>
        new(new BlobServiceClient(service, new DefaultAzureCredential(), Options()).GetBlobContainerClient(container));

    /// <inheritdoc/>
    public async ValueTask<Artifact?> ReadAsync(string name, long maxBytes, CancellationToken cancellationToken)
    {
        ArtifactName.Check(name);
        var known = _kept.TryGetValue(name, out var kept) && kept.Content.Length <= maxBytes;
        var options = new BlobDownloadOptions { Conditions = known ? new BlobRequestConditions { IfNoneMatch = new ETag(kept.ETag) } : null };
        try
        {
            var response = await _container.GetBlobClient(name).DownloadStreamingAsync(options, cancellationToken).ConfigureAwait(false);
            if (response.GetRawResponse().Status == 304)
                return kept;
            using var answer = response.Value;
            ArtifactLimit.Check(name, answer.Details.ContentLength, maxBytes);
            var content = GC.AllocateUninitializedArray<byte>((int)answer.Details.ContentLength);
            await answer.Content.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
            var read = new Artifact(content, answer.Details.ETag.ToString());
            Keep(name, read);
            return read;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            _kept.TryRemove(name, out _);
            return null;
        }
        catch (Exception e) when (BlobFailure.Is(e, cancellationToken))
        {
            throw BlobFailure.Of(_container.Uri, "read", name, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(name, content, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken) =>
        etag is null
            ? CreateAsync(name, content, cancellationToken)
            : WriteAsync(name, content, new BlobRequestConditions { IfMatch = new ETag(etag) }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> ListAsync(string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (folder.Length > 0)
            ArtifactName.Check(folder);
        var names = new List<string>();
        try
        {
            var prefix = folder.Length == 0 ? null : folder + "/";
            var blobs = _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken);
            await foreach (var blob in blobs.ConfigureAwait(false))
            {
                if (ModelNames.IsArtifact(blob.Name))
                    names.Add(blob.Name);
                if (names.Count == MaxListed)
                    break;
            }
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return [];
        }
        catch (Exception e) when (BlobFailure.Is(e, cancellationToken))
        {
            throw BlobFailure.Of(_container.Uri, "list", folder, e);
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private static BlobClientOptions Options() => new()
    {
        Retry = { Mode = RetryMode.Exponential, MaxRetries = 3, Delay = TimeSpan.FromMilliseconds(200), MaxDelay = TimeSpan.FromSeconds(2), NetworkTimeout = TimeSpan.FromSeconds(30) },
    };

    private async ValueTask<bool> WriteAsync(string name, ReadOnlyMemory<byte> content, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        ArtifactName.Check(name);
        for (var containerMade = false; ; containerMade = true)
        {
            try
            {
                var options = new BlobUploadOptions { Conditions = conditions };
                await _container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(content), options, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (RequestFailedException e) when (!containerMade && e.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                await MakeContainerAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RequestFailedException e) when (e.Status == 412 || e.ErrorCode == BlobErrorCode.BlobAlreadyExists || e.ErrorCode == BlobErrorCode.BlobNotFound)
            {
                return false;
            }
            catch (Exception e) when (BlobFailure.Is(e, cancellationToken))
            {
                throw BlobFailure.Of(_container.Uri, "write", name, e);
            }
        }
    }

    private async ValueTask MakeContainerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (BlobFailure.Is(e, cancellationToken))
        {
            throw BlobFailure.Of(_container.Uri, "make", _container.Name, e);
        }
    }

    // Only what is asked for again and again (rollouts) gains; a few dozen names are plenty.
    private void Keep(string name, Artifact read)
    {
        if (read.Content.Length > KeptBytes)
            return;
        if (_kept.Count >= KeptFiles)
            _kept.Clear();
        _kept[name] = read;
    }
}
