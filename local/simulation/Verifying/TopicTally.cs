using Serverless.Local.Simulation.Random;
using Serverless.Streams.Records;

namespace Serverless.Local.Simulation.Verifying;

/// <summary>Counts copies of output ids in one topic, with and without the last-id rule.</summary>
internal sealed class TopicTally
{
    private readonly HashSet<ulong> _ids = [];

    /// <summary>Records as they lie in the topic.</summary>
    public long Raw { get; private set; }

    /// <summary>Different output ids.</summary>
    public long Distinct => _ids.Count;

    /// <summary>Copies of an output id beyond its first, as they lie in the topic: Σ (raw copies − 1).</summary>
    public long Repeats => Raw - WithoutId - Distinct;

    /// <summary>Ids seen for the first time that the last-id rule drops: a reader loses them.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Records without a readable id.</summary>
    public long WithoutId { get; private set; }

    /// <summary>Whether the last-id rule lets a record through.</summary>
    public bool Take(OutputRecord record, LastIds lastIds, out OutputId id)
    {
        Raw++;
        Span<char> text = stackalloc char[256];
        if (record.Id.Length is 0 or > 256 || !OutputId.TryParse(text[..System.Text.Encoding.UTF8.GetChars(record.Id, text)], out id))
        {
            WithoutId++;
            id = default;
            return false;
        }

        var isFirst = _ids.Add(Hash(record.Id));
        var isNew = lastIds.IsNew(record.Topic, record.Partition, id);
        if (isFirst && !isNew)
            OutOfOrder++;
        return isNew;
    }

    public void Save(BinaryWriter target)
    {
        target.Write(Raw);
        target.Write(OutOfOrder);
        target.Write(WithoutId);
        target.Write(_ids.Count);
        foreach (var id in _ids)
        {
            target.Write(id);
        }
    }

    public void Load(BinaryReader source)
    {
        Raw = source.ReadInt64();
        OutOfOrder = source.ReadInt64();
        WithoutId = source.ReadInt64();
        for (var left = source.ReadInt32(); left > 0; left--)
        {
            _ids.Add(source.ReadUInt64());
        }
    }

    // 64 bits for some millions of ids: two that share a hash are less likely than a broken disk.
    private static ulong Hash(ReadOnlySpan<byte> id)
    {
        var hash = (ulong)id.Length;
        while (id.Length >= sizeof(long))
        {
            hash = SplitMix.Fold(hash, System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(id));
            id = id[sizeof(long)..];
        }

        Span<byte> rest = stackalloc byte[sizeof(long)];
        rest.Clear();
        id.CopyTo(rest);
        return SplitMix.Fold(hash, System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(rest));
    }
}
