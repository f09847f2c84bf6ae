using Serverless.Streams.Codec;

namespace Serverless.Streams.Fold;

/// <summary>The business ids that a shard remembers, per source, until the watermark passes their horizon: then a repeat is late by rule.</summary>
internal sealed class UniqueIds
{
    private readonly Dictionary<(int Source, string Id), long> _times = [];
    private readonly PriorityQueue<(int Source, string Id), long> _byHorizon = new();
    private readonly List<(int Source, string Id, long Horizon)> _added = [];

    public int Count => _times.Count;

    /// <summary>All of them.</summary>
    public IEnumerable<(int Source, string Id, long Horizon)> All => _times.Select(known => (known.Key.Source, known.Key.Id, known.Value));

    /// <summary>Remembers an id.</summary>
    /// <param name="source">The source's number in the plan.</param>
    /// <param name="id">The business's id.</param>
    /// <param name="horizon">Its event time plus <c>within</c>: forgotten when the watermark reaches it.</param>
    /// <returns>False for a repeat.</returns>
    public bool Add(int source, string id, long horizon)
    {
        if (!Remember(source, id, horizon))
        {
            return false;
        }

        _added.Add((source, id, horizon));
        return true;
    }

    /// <summary>Forgets what the watermark has passed.</summary>
    public void Forget(long watermark)
    {
        while (_byHorizon.TryPeek(out var id, out var horizon) && horizon <= watermark)
        {
            _byHorizon.Dequeue();
            _times.Remove(id);
        }
    }

    /// <summary>Writes the ids added since the last call, or all.</summary>
    public void Write(StateWriter writer, bool all)
    {
        if (all)
        {
            foreach (var (source, id, horizon) in All)
            {
                writer.UniqueId(source, id, horizon);
            }
        }
        else
        {
            foreach (var (source, id, horizon) in _added)
            {
                if (_times.ContainsKey((source, id)))
                {
                    writer.UniqueId(source, id, horizon);
                }
            }
        }
    }

    /// <summary>What was added is in a checkpoint now.</summary>
    public void Settle() => _added.Clear();

    /// <summary>It counts as added since the last segment.</summary>
    public void Change(int source, string id, long horizon) => _added.Add((source, id, horizon));

    public void Load(int source, string id, long horizon, long watermark)
    {
        if (horizon > watermark)
        {
            Remember(source, id, horizon);
        }
    }

    private bool Remember(int source, string id, long horizon)
    {
        if (!_times.TryAdd((source, id), horizon))
        {
            return false;
        }

        _byHorizon.Enqueue((source, id), horizon);
        return true;
    }
}
