using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Files;

/// <summary>
/// Checkpoints on files: <c>{data}/checkpoints/{topic}/{shard}/head</c> and the segments that it names beside it. Everything is written to a file
/// of another name, synced and moved into place, so a power cut leaves the checkpoint before or the one after. Several processes may share the directory.
/// </summary>
public sealed class FileCheckpoints : ICheckpoints
{
    private readonly IFileSystem _files;
    private readonly TimeProvider _time;
    private readonly CheckpointFolders _folders;

    /// <summary>Over a data directory, which is made where there is none.</summary>
    /// <param name="directory">The data directory; checkpoints lie in its <c>checkpoints</c>.</param>
    /// <param name="time">Says what has expired; the system's where null.</param>
    /// <exception cref="ArgumentException">The directory has no name.</exception>
    public FileCheckpoints(string directory, TimeProvider? time = null)
        : this(directory, time ?? TimeProvider.System, PhysicalFileSystem.Instance)
    {
    }

    /// <summary>On a disk of the caller's.</summary>
    internal FileCheckpoints(string directory, TimeProvider time, IFileSystem files)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        _files = files;
        _time = time;
        _folders = new CheckpointFolders(Path.Combine(Path.GetFullPath(directory), "checkpoints"), files);
    }

    /// <inheritdoc/>
    public ValueTask<StoredCheckpoint> LoadAsync(ShardId shard, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Guarded(shard, "read", () => Load(_folders.Head(shard))));
    }

    /// <inheritdoc/>
    public async ValueTask OfferAsync(ShardId shard, Save save, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(save);
        if (save.Inline.Length > Save.InlineLimit)
        {
            throw new CheckpointException($"The checkpoint of {shard} has {save.Inline.Length} bytes inline, more than {Save.InlineLimit}.") { IsFatal = true };
        }

        using var taken = await _folders.TakeAsync(shard, cancellationToken).ConfigureAwait(false);
        Guarded(shard, "written", () =>
        {
            var path = _folders.Head(shard);
            var stored = Load(path);
            var next = stored.Apply(save, _time.GetUtcNow());
            if (!ReferenceEquals(next, stored))
            {
                AtomicFile.Write(_files, path, HeadFormat.Write(next), sync: true);
            }

            return next;
        });
    }

    /// <inheritdoc/>
    public ValueTask WriteSegmentAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Guarded(shard, "written", () =>
        {
            var path = _folders.Segment(shard, name);
            if (File.Exists(path))
            {
                throw new CheckpointException($"The segment {path} exists already: segments never change.") { IsFatal = true };
            }

            AtomicFile.Write(_files, path, SealedBytes.Write(content.Span), sync: true);
            File.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime);
            return path;
        });
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> ReadSegmentAsync(ShardId shard, string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Guarded(shard, "read", () =>
        {
            var path = _folders.Segment(shard, name);
            var content = AtomicFile.Read(_files, path)
                ?? throw new CheckpointException($"The checkpoint of {shard} is damaged: {path} is missing.") { IsFatal = true };
            return SealedBytes.TryRead(content, out var bytes) ? bytes : throw Damaged(path);
        }));
    }

    /// <inheritdoc/>
    /// <remarks>What the stored checkpoint names is kept whatever <paramref name="kept"/> says.</remarks>
    public async ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kept);
        using var taken = await _folders.TakeAsync(shard, cancellationToken).ConfigureAwait(false);
        Guarded(shard, "collected", () =>
        {
            var stays = new HashSet<string>(StringComparer.Ordinal);
            foreach (var name in kept.Concat(Load(_folders.Head(shard)).Segments))
            {
                stays.Add(_folders.Segment(shard, name));
            }

            foreach (var path in _folders.Segments(shard))
            {
                if (!stays.Contains(path) && File.GetLastWriteTimeUtc(path) < olderThan.UtcDateTime)
                {
                    _files.Delete(path);
                }
            }

            return stays;
        });
    }

    private static CheckpointException Damaged(string path) =>
        new($"The checkpoint is damaged: {path} does not match its checksum.") { IsFatal = true };

    private static T Guarded<T>(ShardId shard, string verb, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw new CheckpointException($"The checkpoint of {shard} can't be {verb}: {Disk.Reason(exception)}.", exception);
        }
    }

    private StoredCheckpoint Load(string path)
    {
        if (AtomicFile.Read(_files, path) is not { } content)
        {
            return StoredCheckpoint.None;
        }

        return SealedBytes.TryRead(content, out var bytes) && HeadFormat.Parse(bytes) is { } stored ? stored : throw Damaged(path);
    }
}
