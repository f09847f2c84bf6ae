using System.Globalization;
using Serverless.Durable.Ports;

namespace Serverless.Local.Testing;

/// <summary>An artifact store in memory.</summary>
internal sealed class MemoryArtifacts : IArtifacts
{
    private readonly SortedDictionary<string, (byte[] Content, int Version)> _files = new(StringComparer.Ordinal);

    public ValueTask<Artifact?> ReadAsync(string name, long maxBytes, CancellationToken cancellationToken) =>
        !_files.TryGetValue(name, out var file) ? new((Artifact?)null)
        : file.Content.Length > maxBytes ? throw new ArtifactException($"{name} has {file.Content.Length} bytes; at most {maxBytes} are allowed.") { IsFatal = true }
        : new(new Artifact(file.Content, ETagOf(file.Version)));

    public ValueTask<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => new(_files.TryAdd(name, (content.ToArray(), 1)));

    public ValueTask<bool> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken)
    {
        var version = _files.TryGetValue(name, out var file) ? file.Version : 0;
        if (etag != (version == 0 ? null : ETagOf(version)))
        {
            return new(false);
        }

        _files[name] = (content.ToArray(), version + 1);
        return new(true);
    }

    public ValueTask<IReadOnlyList<string>> ListAsync(string folder, CancellationToken cancellationToken) =>
        new([.. _files.Keys.Where(name => name.StartsWith(folder, StringComparison.Ordinal))]);

    private static string ETagOf(int version) => version.ToString(CultureInfo.InvariantCulture);
}
