using System.Collections.Concurrent;
using Serverless.Durable.Ports;

namespace Serverless.Tests.Integration.Functions;

/// <summary>Checkpoints in memory, by the rule that all stores share.</summary>
internal sealed class PlainCheckpoints : ICheckpoints
{
    private readonly ConcurrentDictionary<ShardId, StoredCheckpoint> _stored = new();
    private readonly ConcurrentDictionary<(ShardId, string), ReadOnlyMemory<byte>> _segments = new();

    public ValueTask<StoredCheckpoint> LoadAsync(ShardId shard, CancellationToken cancellationToken) =>
        new(_stored.GetValueOrDefault(shard, StoredCheckpoint.None));

    public ValueTask OfferAsync(ShardId shard, Save save, CancellationToken cancellationToken)
    {
        _stored[shard] = _stored.GetValueOrDefault(shard, StoredCheckpoint.None).Apply(save, TimeProvider.System.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteSegmentAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        _segments[(shard, name)] = content.ToArray();
        return ValueTask.CompletedTask;
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadSegmentAsync(ShardId shard, string name, CancellationToken cancellationToken) =>
        new(_segments[(shard, name)]);

    public ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;
}
