using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;
using Serverless.Models;

namespace Serverless.Local.Host.Blobs;

/// <summary>Where checkpoints are.</summary>
/// <param name="Location">
/// <c>Checkpoints</c>: a folder, a connection string of Azure Storage, or the <c>https://</c> address of its blob service (the managed identity signs in).
/// </param>
/// <param name="Container"><c>CheckpointsContainer</c>: the blob container, 3 to 63 lower-case letters, digits and hyphens. A folder needs none.</param>
public sealed record CheckpointSettings(string Location, string Container = "checkpoints")
{
    /// <summary>Opens the store. Nothing is read yet.</summary>
    /// <param name="time">Says what has expired.</param>
    /// <returns>The store.</returns>
    /// <exception cref="CheckpointException">A setting is wrong; the message names it.</exception>
    public ICheckpoints Open(TimeProvider time)
    {
        var isBlobs = Location.Contains("://", StringComparison.Ordinal)
            || Location.Contains("UseDevelopmentStorage=", StringComparison.OrdinalIgnoreCase)
            || Location.Contains("AccountName=", StringComparison.OrdinalIgnoreCase) || Location.Contains("BlobEndpoint=", StringComparison.OrdinalIgnoreCase);
        return isBlobs ? new BlobCheckpoints(CheckpointBlobs.Open(Location, Container), time) : new FileCheckpoints(Location, time);
    }

    // A connection string carries a key: it must not show in logs by way of ToString.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Container = ").Append(Container);
        return true;
    }
}
