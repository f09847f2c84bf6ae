namespace Serverless.Local.Host.Loops;

/// <summary>Which shards are in memory and follow their log.</summary>
internal sealed class ShardStates(IEnumerable<(string Topic, int Shards)> stages)
{
    private readonly Dictionary<string, bool[]> _ready = stages.ToDictionary(stage => stage.Topic, stage => new bool[stage.Shards], StringComparer.Ordinal);
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when all shards were ready at the same time, for the first time.</summary>
    public Task AllReady => _all.Task;

    public void Set(string topic, int shard, bool isReady)
    {
        lock (_ready)
        {
            _ready[topic][shard] = isReady;
            if (isReady && _ready.Values.All(shards => Array.TrueForAll(shards, ready => ready)))
            {
                _all.TrySetResult();
            }
        }
    }

    /// <summary>Which stage waits for what; null where none does.</summary>
    public string? Missing()
    {
        lock (_ready)
        {
            foreach (var (topic, shards) in _ready)
            {
                var missing = shards.Count(ready => !ready);
                if (missing > 0)
                {
                    return $"{topic}: {missing} of {shards.Length} shards are being recovered";
                }
            }

            return null;
        }
    }
}
