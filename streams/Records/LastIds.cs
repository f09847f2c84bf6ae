namespace Serverless.Streams.Records;

/// <summary>
/// The last-id rule: per writer (stage and shard) and partition the last id taken. What is not above it is a repeat and is dropped.
/// Where several writers share a partition each has its own last id, so none hides another's outputs. Memory grows with the
/// number of writers and partitions, never with the number of records. Not safe for several threads.
/// </summary>
public sealed class LastIds
{
    private readonly Dictionary<Place, OutputId> _last = [];

    /// <summary>For how many pairs of writer and partition a last id is kept.</summary>
    public int Count => _last.Count;

    /// <summary>All last ids, to be stored with what was made of the records, and given to <see cref="Restore"/> at the next start.</summary>
    public IEnumerable<LastId> Entries
    {
        get
        {
            foreach (var (place, id) in _last)
                yield return new LastId(place.Topic, place.Partition, id);
        }
    }

    /// <summary>Whether this output has not been seen, and if so remembers it. Generations compare first.</summary>
    /// <param name="topic">The topic that the output was read from.</param>
    /// <param name="partition">The partition that it was read from.</param>
    /// <param name="id">The output's id.</param>
    /// <returns>True for a new output; false for a repeat.</returns>
    public bool IsNew(string topic, int partition, OutputId id)
    {
        ref var last = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
            _last, new Place(topic, partition, id.Writer.Stage, id.Writer.Shard), out var known);
        if (known && !id.IsAfter(last))
            return false;
        last = id;
        return true;
    }

    /// <summary>Takes over a last id that was stored. A lower one than the one kept changes nothing.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    public void Restore(LastId entry) => IsNew(entry.Topic, entry.Partition, entry.Id);

    /// <summary>Forgets a partition, so that it can be read again from an earlier offset.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    public void Forget(string topic, int partition)
    {
        foreach (var place in _last.Keys)
        {
            // Removing while enumerating is allowed for dictionaries.
            if (place.Partition == partition && place.Topic == topic)
                _last.Remove(place);
        }
    }

    private readonly record struct Place(string Topic, int Partition, string Stage, int Shard);
}
