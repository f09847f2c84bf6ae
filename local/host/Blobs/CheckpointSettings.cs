using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;

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
        if (Location.Contains("://", StringComparison.Ordinal) && !Location.Contains(';', StringComparison.Ordinal))
        {
            return Uri.TryCreate(Location, UriKind.Absolute, out var service) && service.Scheme == Uri.UriSchemeHttps && service.Query.Length == 0
                ? BlobCheckpoints.WithIdentity(service, CheckedContainer(), time)
                : throw Wrong("Checkpoints must be an https:// address without a query, since the managed identity signs in; otherwise give a connection string or a folder.");
        }

        var isConnectionString = Location.Contains("UseDevelopmentStorage=", StringComparison.OrdinalIgnoreCase)
            || Location.Contains("AccountName=", StringComparison.OrdinalIgnoreCase) || Location.Contains("BlobEndpoint=", StringComparison.OrdinalIgnoreCase);
        return isConnectionString ? BlobCheckpoints.WithConnectionString(Location, CheckedContainer(), time) : new FileCheckpoints(Location, time);
    }

    // A connection string carries a key: it must not show in logs by way of ToString.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Container = ").Append(Container);
        return true;
    }

    private string CheckedContainer() =>
        Container is { Length: >= 3 and <= 63 } && Container.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
            ? Container
            : throw Wrong($"CheckpointsContainer is '{Container}'; allowed are 3 to 63 lower-case letters, digits and hyphens.");

    private static CheckpointException Wrong(string sentence) => new(sentence) { IsFatal = true };
}
