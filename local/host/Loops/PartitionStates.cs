namespace Serverless.Local.Host.Loops;

/// <summary>Which partitions are this process's, and which of them are followed: a shard once it is in memory, a source's partition once it is read.</summary>
internal sealed class PartitionStates
{
    private readonly SortedDictionary<(string Topic, int Partition), bool> _ready = [];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when all that were known were ready at the same time, for the first time.</summary>
    public Task AllReady => _all.Task;

    public void Set(string topic, int partition, bool isReady)
    {
        lock (_ready)
        {
            _ready[(topic, partition)] = isReady;
            if (isReady && _ready.Values.All(ready => ready))
            {
                _all.TrySetResult();
            }
        }
    }

    public void Set(string topic, IEnumerable<int> partitions, bool isReady)
    {
        foreach (var partition in partitions)
        {
            Set(topic, partition, isReady);
        }
    }

    /// <summary>It is somebody else's now.</summary>
    public void Remove(string topic, int partition)
    {
        lock (_ready)
        {
            _ready.Remove((topic, partition));
        }
    }

    /// <summary>Whether it is this process's.</summary>
    public bool Has(string topic, int partition)
    {
        lock (_ready)
        {
            return _ready.ContainsKey((topic, partition));
        }
    }

    /// <summary>All of them, by topic and number.</summary>
    public IReadOnlyList<(string Topic, int Partition, bool IsReady)> All()
    {
        lock (_ready)
        {
            return [.. _ready.Select(each => (each.Key.Topic, each.Key.Partition, each.Value))];
        }
    }

    /// <summary>Which topic waits for what; null where none does.</summary>
    public string? Missing() =>
        All().GroupBy(each => each.Topic).FirstOrDefault(topic => topic.Any(each => !each.IsReady)) is { } waiting
            ? $"{waiting.Key}: {waiting.Count(each => !each.IsReady)} of {waiting.Count()} partitions are being recovered"
            : null;
}
