using Serverless.Durable.Ports;

namespace Serverless.Tests.Unit.Models;

/// <summary>Counts reads, fails one of them on demand, and holds them back behind a gate.</summary>
internal sealed class CountingArtifacts(IArtifacts inner) : IArtifacts
{
    private int _reads;

    public int Reads
    {
        get => Volatile.Read(ref _reads);
        set => Volatile.Write(ref _reads, value);
    }

    public string? FailsFor { get; set; }

    public TaskCompletionSource? Gate { get; set; }

    public async ValueTask<Artifact?> ReadAsync(string name, long maxBytes, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        if (Gate is { } gate)
            await gate.Task;
        return name == FailsFor ? throw new ArtifactException("Out of reach.") : await inner.ReadAsync(name, maxBytes, cancellationToken);
    }

    public ValueTask<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        inner.CreateAsync(name, content, cancellationToken);

    public ValueTask<bool> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken) =>
        inner.ReplaceAsync(name, content, etag, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListAsync(string folder, CancellationToken cancellationToken) => inner.ListAsync(folder, cancellationToken);
}
