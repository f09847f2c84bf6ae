using System.Collections.Concurrent;
using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Files;

/// <summary>The topics of a log; each is opened when it is first asked for.</summary>
internal sealed class FileTopics(FileLogContext context)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, FileTopic> _open = new(StringComparer.Ordinal);
    private readonly string _directory = Path.Combine(context.Options.Directory, "log");
    private bool _isClosed;

    /// <summary>Makes a topic, or opens the one that is there.</summary>
    /// <exception cref="LogException">The one that is there has another number of partitions, or is damaged.</exception>
    /// <exception cref="ArgumentException">The name or the number can't be one.</exception>
    public void Create(string name, int partitions)
    {
        if (!SafeName.IsValid(name))
        {
            throw new ArgumentException($"The topic name '{name}' must be {SafeName.Rule}.", nameof(name));
        }

        if (partitions is < 1 or > FileTopic.MaxPartitions)
        {
            throw new ArgumentOutOfRangeException(
                nameof(partitions), $"The topic {name} must have 1 to {FileTopic.MaxPartitions} partitions, not {partitions}.");
        }

        lock (_gate)
        {
            Guard(name, () =>
            {
                var directory = Path.Combine(_directory, name);
                var count = FileTopic.Count(context, directory);
                if (count == 0)
                {
                    FileTopic.Create(context, directory, partitions);
                }
                else if (count != partitions)
                {
                    throw new LogException($"The topic {name} has {count} partitions in {directory}, not {partitions}: their number never changes.")
                    {
                        IsFatal = true,
                    };
                }

                return Open(name);
            });
        }
    }

    /// <summary>A topic; null where there is none.</summary>
    public FileTopic? Find(string name)
    {
        if (_open.TryGetValue(name, out var topic))
        {
            return topic;
        }

        if (!SafeName.IsValid(name))
        {
            return null;
        }

        lock (_gate)
        {
            return Guard(name, () => Open(name));
        }
    }

    /// <summary>A topic that must be there.</summary>
    /// <exception cref="LogException">There is none.</exception>
    public FileTopic Get(string name) =>
        Find(name) ?? throw new LogException($"There is no topic '{name}' in {_directory}.") { IsFatal = true };

    /// <summary>Closes all partitions.</summary>
    public async Task CloseAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        foreach (var (_, topic) in _open)
        {
            foreach (var partition in topic.Partitions)
            {
                await partition.CloseAsync().ConfigureAwait(false);
            }
        }
    }

    private FileTopic? Open(string name)
    {
        if (_isClosed)
        {
            throw new LogException($"The log in {context.Options.Directory} was closed.") { IsFatal = true };
        }

        if (_open.TryGetValue(name, out var topic))
        {
            return topic;
        }

        var directory = Path.Combine(_directory, name);
        var count = FileTopic.Count(context, directory);
        return count == 0 ? null : _open[name] = FileTopic.Open(context, name, directory, count);
    }

    private static FileTopic? Guard(string name, Func<FileTopic?> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw new LogException($"The topic {name} can't be opened: {Disk.Reason(exception)}.", exception) { IsFatal = true };
        }
    }
}
