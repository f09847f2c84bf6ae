using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>Where the artifact store is.</summary>
/// <param name="Location">
/// <c>Artifacts</c>: a connection string of Azure Storage, an <c>https://</c> address of its blob service (the managed identity signs in), or a folder.
/// </param>
/// <param name="Container">
/// <c>ArtifactsContainer</c>: the blob container, 3 to 63 lower-case letters, digits and single hyphens; by default <c>artifacts</c>. A folder needs none.
/// </param>
public sealed record ArtifactSettings(string Location, string Container = "artifacts")
{
    /// <summary>Opens the store. Nothing is read yet.</summary>
    /// <returns>The store.</returns>
    /// <exception cref="ArtifactException">A setting is wrong; the message names it.</exception>
    public IArtifacts Open()
    {
        if (string.IsNullOrWhiteSpace(Location))
            throw Wrong("Artifacts is not set: give a folder, a connection string of Azure Storage or the https:// address of its blob service.");
        if (Location.Contains("://", StringComparison.Ordinal) && !Location.Contains(';', StringComparison.Ordinal))
        {
            return Uri.TryCreate(Location, UriKind.Absolute, out var service) && service.Scheme == Uri.UriSchemeHttps && service.Query.Length == 0
                ? BlobArtifacts.WithIdentity(service, CheckedContainer())
                : throw Wrong("Artifacts must be an https:// address without a query, since the managed identity signs in; otherwise give a connection string or a folder.");
        }

        var isConnectionString = Location.Contains("UseDevelopmentStorage=", StringComparison.OrdinalIgnoreCase)
            || Location.Contains("AccountName=", StringComparison.OrdinalIgnoreCase) || Location.Contains("BlobEndpoint=", StringComparison.OrdinalIgnoreCase);
        return isConnectionString ? BlobArtifacts.WithConnectionString(Location, CheckedContainer()) : new FolderArtifacts(Location);
    }

    // A connection string carries a key: it must not show in logs by way of ToString.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Container = ").Append(Container);
        return true;
    }

    private string CheckedContainer()
    {
        var good = Container is { Length: >= 3 and <= 63 } && Container[0] != '-' && Container[^1] != '-'
            && !Container.Contains("--", StringComparison.Ordinal) && Container.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        return good ? Container : throw Wrong($"ArtifactsContainer is '{Container}'; allowed are 3 to 63 lower-case letters, digits and single hyphens.");
    }

    private static ArtifactException Wrong(string sentence) => new(sentence) { IsFatal = true };
}
