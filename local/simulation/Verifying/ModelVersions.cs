using System.Text;

namespace Serverless.Local.Simulation.Verifying;

/// <summary>Which model version made the predictions of each partition, from which offset on.</summary>
internal sealed class ModelVersions
{
    private readonly SortedDictionary<int, List<VersionStart>> _partitions = [];
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private byte[] _lastBytes = [];
    private string _last = "";

    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>The versions of each partition, in the order of their offsets.</summary>
    public IReadOnlyDictionary<int, List<VersionStart>> Partitions => _partitions;

    public void Take(int partition, long offset, ReadOnlySpan<byte> model)
    {
        var name = Name(model);
        _counts[name] = _counts.GetValueOrDefault(name) + 1;
        if (!_partitions.TryGetValue(partition, out var starts))
            _partitions[partition] = starts = [];
        if (starts.Count == 0 || starts[^1].Model != name)
            starts.Add(new VersionStart(name, offset));
    }

    public void Save(BinaryWriter target)
    {
        target.Write(_counts.Count);
        foreach (var (name, count) in _counts)
        {
            target.Write(name);
            target.Write(count);
        }

        target.Write(_partitions.Count);
        foreach (var (partition, starts) in _partitions)
        {
            target.Write(partition);
            target.Write(starts.Count);
            foreach (var start in starts)
            {
                target.Write(start.Model);
                target.Write(start.Offset);
            }
        }
    }

    public void Load(BinaryReader source)
    {
        for (var left = source.ReadInt32(); left > 0; left--)
        {
            _counts[source.ReadString()] = source.ReadInt64();
        }

        for (var left = source.ReadInt32(); left > 0; left--)
        {
            var (partition, count) = (source.ReadInt32(), source.ReadInt32());
            _partitions[partition] = [.. Enumerable.Range(0, count).Select(_ => new VersionStart(source.ReadString(), source.ReadInt64()))];
        }
    }

    // Nearly always the one before.
    private string Name(ReadOnlySpan<byte> model)
    {
        if (!model.SequenceEqual(_lastBytes))
        {
            _lastBytes = model.ToArray();
            _last = Encoding.UTF8.GetString(model);
        }

        return _last.Length == 0 ? "none" : _last;
    }
}
