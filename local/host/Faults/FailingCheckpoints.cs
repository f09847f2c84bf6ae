using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Faults;

/// <summary>Checkpoints with failpoints.</summary>
internal sealed class FailingCheckpoints(ICheckpoints store, Failpoint failpoint) : ICheckpoints
{
    public async ValueTask<StoredCheckpoint> LoadAsync(ShardId shard, CancellationToken cancellationToken)
    {
        var stored = await store.LoadAsync(shard, cancellationToken).ConfigureAwait(false);
        failpoint.Pass("load.after");
        return stored;
    }

    public async ValueTask OfferAsync(ShardId shard, Save save, CancellationToken cancellationToken)
    {
        failpoint.Pass("offer.before");
        await store.OfferAsync(shard, save, cancellationToken).ConfigureAwait(false);
        failpoint.Pass("offer.after");
    }

    public async ValueTask WriteSegmentAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        failpoint.Pass("segment.before");
        await store.WriteSegmentAsync(shard, name, content, cancellationToken).ConfigureAwait(false);
        failpoint.Pass("segment.after");
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadSegmentAsync(ShardId shard, string name, CancellationToken cancellationToken) =>
        store.ReadSegmentAsync(shard, name, cancellationToken);

    public ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken) =>
        store.CollectAsync(shard, kept, olderThan, cancellationToken);
}
