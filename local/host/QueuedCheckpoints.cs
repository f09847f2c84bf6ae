using System.Collections.Concurrent;
using Serverless.Durable.Ports;

namespace Serverless.Local.Host;

/// <summary>
/// Writes checkpoints behind the back of their shards: a disk takes its time to sync, and the shard's events need not wait for it. What a shard writes is written in
/// its order. An offer may be lost and is looked at later anyway; a load waits for what was written before it. A failure is told at the shard's next call.
/// </summary>
internal sealed class QueuedCheckpoints(ICheckpoints store) : ICheckpoints, IAsyncDisposable
{
    private readonly ConcurrentDictionary<ShardId, Task> _last = new();

    // Syncs side by side only make each other slower.
    private readonly SemaphoreSlim _turns = new(2);

    public async ValueTask<StoredCheckpoint> LoadAsync(ShardId shard, CancellationToken cancellationToken)
    {
        await WrittenAsync(shard, cancellationToken).ConfigureAwait(false);
        return await store.LoadAsync(shard, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask OfferAsync(ShardId shard, Save save, CancellationToken cancellationToken) =>
        Queue(shard, () => store.OfferAsync(shard, save, CancellationToken.None));

    public ValueTask WriteSegmentAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Queue(shard, () => store.WriteSegmentAsync(shard, name, content, CancellationToken.None));

    public async ValueTask<ReadOnlyMemory<byte>> ReadSegmentAsync(ShardId shard, string name, CancellationToken cancellationToken)
    {
        await WrittenAsync(shard, cancellationToken).ConfigureAwait(false);
        return await store.ReadSegmentAsync(shard, name, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken) =>
        Queue(shard, () => store.CollectAsync(shard, kept, olderThan, CancellationToken.None));

    /// <summary>Waits until everything is written.</summary>
    public async Task FlushAsync()
    {
        foreach (var shard in _last.Keys)
        {
            await WrittenAsync(shard, CancellationToken.None).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_last.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _turns.Dispose();
    }

    // A shard calls from one place at a time; others only load.
    private ValueTask Queue(ShardId shard, Func<ValueTask> write)
    {
        if (_last.TryGetValue(shard, out var before) && before.IsFaulted)
        {
            _last.TryRemove(shard, out _);
            return new ValueTask(before);
        }

        _last[shard] = Task.Run(() => WriteAsync(before, write));
        return ValueTask.CompletedTask;
    }

    private async Task WriteAsync(Task? before, Func<ValueTask> write)
    {
        if (before is not null)
        {
            // An offer must not name a segment that could not be written.
            await before.ConfigureAwait(false);
        }

        await _turns.WaitAsync().ConfigureAwait(false);
        try
        {
            await write().ConfigureAwait(false);
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task WrittenAsync(ShardId shard, CancellationToken cancellationToken)
    {
        if (!_last.TryGetValue(shard, out var last))
        {
            return;
        }

        try
        {
            await last.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (last.IsCompleted)
            {
                _last.TryRemove(KeyValuePair.Create(shard, last));
            }
        }
    }
}
