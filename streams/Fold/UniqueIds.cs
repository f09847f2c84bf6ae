using Serverless.Streams.Codec;

namespace Serverless.Streams.Fold;

/// <summary>The business ids that a shard remembers, per source, until the watermark passes their horizon: then a repeat is late by rule.</summary>
internal sealed class UniqueIds
{
    private readonly Dictionary<(int Source, string Id), long> times = [];
    private readonly PriorityQueue<(int Source, string Id), long> byHorizon = new();
    private readonly List<(int Source, string Id, long Horizon)> added = [];

    public int Count => times.Count;

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

        added.Add((source, id, horizon));
        return true;
    }

    /// <summary>Forgets what the watermark has passed.</summary>
    public void Forget(long watermark)
    {
        while (byHorizon.TryPeek(out var id, out var horizon) && horizon <= watermark)
        {
            byHorizon.Dequeue();
            times.Remove(id);
        }
    }

    /// <summary>Writes the ids added since the last call, or all.</summary>
    public void Write(StateWriter writer, bool all)
    {
        if (all)
        {
            foreach (var ((source, id), horizon) in times)
            {
                writer.UniqueId(source, id, horizon);
            }
        }
        else
        {
            foreach (var (source, id, horizon) in added)
            {
                if (times.ContainsKey((source, id)))
                {
                    writer.UniqueId(source, id, horizon);
                }
            }
        }
    }

    /// <summary>What was added is in a checkpoint now.</summary>
    public void Settle() => added.Clear();

    public void Load(int source, string id, long horizon, long watermark)
    {
        if (horizon > watermark)
        {
            Remember(source, id, horizon);
        }
    }

    private bool Remember(int source, string id, long horizon)
    {
        if (!times.TryAdd((source, id), horizon))
        {
            return false;
        }

        byHorizon.Enqueue((source, id), horizon);
        return true;
    }
}
