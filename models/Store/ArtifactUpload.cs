using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>Uploads the files of a version, before its manifest.</summary>
internal static class ArtifactUpload
{
    /// <summary>Without a manifest there is no version yet: what lies there is the rest of a push that was cut short.</summary>
    /// <exception cref="ArtifactException">Somebody else is at it, or the store is out of reach.</exception>
    public static async ValueTask SaveAsync(IArtifacts artifacts, string path, ReadOnlyMemory<byte> content, long maxBytes, CancellationToken cancellationToken)
    {
        if (await artifacts.CreateAsync(path, content, cancellationToken).ConfigureAwait(false))
            return;
        var there = await artifacts.ReadAsync(path, maxBytes, cancellationToken).ConfigureAwait(false);
        var same = there is { } file && file.Content.Span.SequenceEqual(content.Span);
        if (!same && !await artifacts.ReplaceAsync(path, content, there?.ETag, cancellationToken).ConfigureAwait(false))
            throw new ArtifactException($"{path} is being written by somebody else.");
    }
}
