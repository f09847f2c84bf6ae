using System.Numerics;
using System.Runtime.InteropServices;

namespace Serverless.Streams.Fold;

/// <summary>
/// The business ids that a shard remembers, per source, until the watermark passes their horizon: then a repeat is late by rule. Whether an id is known goes by its horizon alone;
/// those that are forgotten are taken out together, a slice of event time at once, which costs far less than one by one.
/// </summary>
/// <param name="longest">The longest time that an id is remembered, in milliseconds.</param>
internal sealed class UniqueIds(long longest)
{
    // Some five hundred to a thousand slices in the longest time; a power of two in length.
    private readonly long _sliceBits = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(1, longest / 1_000)) - 1;
    private readonly List<Dictionary<string, long>> _horizons = [];

    // By the last horizon that one can hold.
    private readonly Dictionary<long, List<(int Source, string Id)>> _slices = [];
    private readonly PriorityQueue<long, long> _oldest = new();
    private readonly List<(int Source, string Id, long Horizon)> _added = [];
    private long _watermark = long.MinValue;

    /// <summary>How many there are; they are counted one by one.</summary>
    public int Count => All.Count();

    /// <summary>All of them.</summary>
    public IEnumerable<(int Source, string Id, long Horizon)> All =>
        _horizons.SelectMany((ids, source) => ids.Where(id => IsKnown(id.Value)).Select(id => (source, id.Key, id.Value)));

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
        _watermark = Math.Max(_watermark, watermark);
        while (_oldest.TryPeek(out var last, out _) && last <= _watermark)
        {
            _oldest.Dequeue();
            _slices.Remove(last, out var ids);
            foreach (var (source, id) in ids!)
            {
                // Remembered again meanwhile, it lies in a later slice too.
                if (_horizons[source].TryGetValue(id, out var horizon) && !IsKnown(horizon))
                {
                    _horizons[source].Remove(id);
                }
            }
        }
    }

    /// <summary>Writes the ids added since the last call, or all.</summary>
    public void Write(StateWriter writer, bool all)
    {
        foreach (var (source, id, horizon) in all ? All : _added.Where(id => IsKnown(id.Horizon)))
        {
            writer.UniqueId(source, id, horizon);
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

    private bool IsKnown(long horizon) => horizon > _watermark;

    private bool Remember(int source, string id, long horizon)
    {
        while (_horizons.Count <= source)
        {
            _horizons.Add(new Dictionary<string, long>());
        }

        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_horizons[source], id, out var exists);
        if (exists && IsKnown(known))
        {
            return false;
        }

        known = horizon;
        var last = horizon | _sliceBits;
        if (!_slices.TryGetValue(last, out var ids))
        {
            _slices.Add(last, ids = []);
            _oldest.Enqueue(last, last);
        }

        ids.Add((source, id));
        return true;
    }
}
