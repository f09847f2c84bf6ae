using Serverless.Durable.Ports;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>The entities of all shards, each with its generations: one that is left may come back, and take what is still sent to it.</summary>
internal sealed class SimulatedEntities
{
    private readonly Dictionary<ShardId, List<StoredCheckpoint>> _generations = [];
    private readonly Dictionary<(ShardId Shard, int Generation), DateTimeOffset> _stuckUntil = [];

    /// <summary>All shards that have one.</summary>
    public IEnumerable<ShardId> Shards => _generations.Keys;

    /// <summary>The newest generation, from 1.</summary>
    public int Generation(ShardId shard) => Math.Max(1, Of(shard).Count);

    /// <summary>The state of the highest generation that has one.</summary>
    public StoredCheckpoint Newest(ShardId shard) => Of(shard).LastOrDefault(state => state.Position > 0) ?? StoredCheckpoint.None;

    /// <summary>Opens a generation; one that is open stays as it is.</summary>
    public void Open(ShardId shard, int generation)
    {
        while (Of(shard).Count < generation)
        {
            Of(shard).Add(StoredCheckpoint.None);
        }
    }

    public StoredCheckpoint this[ShardId shard, int generation]
    {
        get => Of(shard).ElementAtOrDefault(generation - 1) ?? StoredCheckpoint.None;
        set
        {
            Open(shard, generation);
            Of(shard)[generation - 1] = value;
        }
    }

    /// <summary>The newest generation takes nothing for a while; what is on its way to it meanwhile is lost.</summary>
    public void Stop(ShardId shard, DateTimeOffset until) => _stuckUntil[(shard, Generation(shard))] = until;

    public bool IsStuck(ShardId shard, int generation, DateTimeOffset now) => now < _stuckUntil.GetValueOrDefault((shard, generation));

    private List<StoredCheckpoint> Of(ShardId shard)
    {
        if (!_generations.TryGetValue(shard, out var generations))
        {
            _generations.Add(shard, generations = []);
        }

        return generations;
    }
}
