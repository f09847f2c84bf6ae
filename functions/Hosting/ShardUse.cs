using System.Collections.Concurrent;

namespace Serverless.Functions;

/// <summary>
/// When a stage's shards last had a batch. While a pipeline runs Clock's ticks reach every shard, so one without a batch for minutes belongs to another instance: it is forgotten, or the
/// memory of this one would only grow.
/// </summary>
internal sealed class ShardUse(TimeProvider time)
{
    /// <summary>Many ticks, and longer than a rebalance.</summary>
    public static readonly TimeSpan IdleAfter = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<int, DateTimeOffset> _used = new();

    /// <summary>These have a batch.</summary>
    public void Note(IEnumerable<int> shards)
    {
        foreach (var shard in shards)
            _used[shard] = time.GetUtcNow();
    }

    /// <summary>Those without one for long; each is told once.</summary>
    public IEnumerable<int> TakeIdle()
    {
        foreach (var (shard, at) in _used)
        {
            if (time.GetUtcNow() - at >= IdleAfter && _used.TryRemove(KeyValuePair.Create(shard, at)))
                yield return shard;
        }
    }
}
