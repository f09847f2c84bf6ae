using Serverless.Durable.Ports;

namespace Serverless.Local.Testing;

/// <summary>Checkpoints in memory, under the same rule of acceptance as all others.</summary>
internal sealed class MemoryCheckpoints : ICheckpoints
{
    private readonly Dictionary<ShardId, StoredCheckpoint> _stored = [];
    private readonly Dictionary<(ShardId Shard, string Name), byte[]> _segments = [];

    public ValueTask<StoredCheckpoint> LoadAsync(ShardId shard, CancellationToken cancellationToken) => new(_stored.GetValueOrDefault(shard, StoredCheckpoint.None));

    public ValueTask OfferAsync(ShardId shard, Save save, CancellationToken cancellationToken)
    {
        // Simulated time may leap beyond an expiry; nothing is collected here.
        _stored[shard] = _stored.GetValueOrDefault(shard, StoredCheckpoint.None).Apply(save, DateTimeOffset.MinValue);
        return default;
    }

    public ValueTask WriteSegmentAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        _segments[(shard, name)] = content.ToArray();
        return default;
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadSegmentAsync(ShardId shard, string name, CancellationToken cancellationToken) => new(_segments[(shard, name)]);

    public ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken) => default;
}
