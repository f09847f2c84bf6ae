using System.Collections.Concurrent;
using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Files;

/// <summary>The offsets that groups have committed: a file per group in <c>{data}/offsets</c>, loaded when first asked for.</summary>
internal sealed class CommittedOffsets(FileLogContext context)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, OffsetsFile> _groups = new(StringComparer.Ordinal);
    private readonly string _directory = Path.Combine(context.Options.Directory, "offsets");

    /// <summary>See <see cref="ILog.CommittedAsync"/>.</summary>
    public long? Get(string group, string topic, int partition) => Group(group).Get(topic, partition);

    /// <summary>See <see cref="ILog.CommitAsync"/>.</summary>
    public void Commit(string group, string topic, int partition, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (!SafeName.IsValid(topic))
        {
            throw new LogException($"The topic name '{topic}' must be {SafeName.Rule}.") { IsFatal = true };
        }

        Group(group).Commit(topic, partition, offset);
    }

    /// <summary>Waits for the writes that are under way; what is committed later is refused.</summary>
    public void Close()
    {
        foreach (var (_, group) in _groups)
        {
            group.Close();
        }
    }

    private OffsetsFile Group(string name)
    {
        if (_groups.TryGetValue(name, out var known))
        {
            return known;
        }

        if (!SafeName.IsValid(name))
        {
            throw new LogException($"The group name '{name}' must be {SafeName.Rule}.") { IsFatal = true };
        }

        lock (_gate)
        {
            return _groups.TryGetValue(name, out known) ? known : _groups[name] = OffsetsFile.Open(context, Path.Combine(_directory, name));
        }
    }
}
