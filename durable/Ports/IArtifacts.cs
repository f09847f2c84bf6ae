namespace Serverless.Durable.Ports;

/// <summary>
/// Immutable artifacts (models, tables) and a few small mutable files under an ETag. Implemented on a folder and on blob storage.
/// Names are relative paths of lower-case letters, digits, <c>-</c>, <c>_</c>, <c>.</c> and <c>/</c>, checked before use (<see cref="ArtifactName"/>).
/// </summary>
public interface IArtifacts
{
    /// <summary>Reads a file whole.</summary>
    /// <param name="name">The path.</param>
    /// <param name="maxBytes">What is larger is refused.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The file and its ETag; null where there is none.</returns>
    /// <exception cref="ArtifactException">Too large, or out of reach.</exception>
    ValueTask<Artifact?> ReadAsync(string name, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Writes a new file; one that exists is never replaced.</summary>
    /// <returns>False where it exists already.</returns>
    ValueTask<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Replaces a file under its ETag; a null ETag demands that there is none yet.</summary>
    /// <returns>False where somebody else was faster.</returns>
    ValueTask<bool> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken);

    /// <summary>The names below a folder, sorted ordinally, at most 10,000.</summary>
    ValueTask<IReadOnlyList<string>> ListAsync(string folder, CancellationToken cancellationToken);
}
