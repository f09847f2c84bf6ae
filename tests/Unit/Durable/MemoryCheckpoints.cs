using Serverless.Durable.Ports;

namespace Serverless.Tests.Unit.Durable;

/// <summary>Checkpoints of one shard in memory; offers can be lost.</summary>
internal sealed class MemoryCheckpoints(TimeProvider time) : ICheckpoints
{
    public StoredCheckpoint Stored { get; set; } = StoredCheckpoint.None;

    public Dictionary<string, ReadOnlyMemory<byte>> Segments { get; } = [];

    public List<Save> Offers { get; } = [];

    /// <summary>How many of the next offers are lost on the way.</summary>
    public int Losing { get; set; }

    /// <summary>What the last collection was told to keep.</summary>
    public IReadOnlyCollection<string>? Kept { get; private set; }

    public DateTimeOffset CollectedBefore { get; private set; }

    public ValueTask<StoredCheckpoint> LoadAsync(ShardId shard, CancellationToken cancellationToken) => new(Stored);

    public ValueTask OfferAsync(ShardId shard, Save save, CancellationToken cancellationToken)
    {
        Offers.Add(save);
        if (Losing > 0)
        {
            Losing--;
        }
        else
        {
            Stored = Stored.Apply(save, time.GetUtcNow());
        }

        return default;
    }

    public ValueTask WriteSegmentAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Segments.Add(name, content.ToArray());
        return default;
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadSegmentAsync(ShardId shard, string name, CancellationToken cancellationToken) => new(Segments[name]);

    public ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        (Kept, CollectedBefore) = (kept, olderThan);
        return default;
    }
}
