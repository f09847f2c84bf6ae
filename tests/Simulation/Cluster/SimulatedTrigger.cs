using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Faults;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>Hands a topic's batches to a process as a trigger does: after an error and on a new owner from the committed offset; a batch can come twice, or never.</summary>
internal sealed class SimulatedTrigger(SimulatedWorld world, SimulatedInstance instance, string topic, bool isLast)
{
    private readonly long?[] _next = new long?[world.Storage.Topics[topic]];

    private readonly string _place = world.PlaceOf(topic, instance.Epoch);

    public string Topic => topic;

    public int Partitions => _next.Length;

    /// <summary>Whether the partition is this process's, as far as it knows. One that comes back starts at the committed offset.</summary>
    public bool Owns(int partition)
    {
        var owns = world.Group.Owns(instance, _place, partition);
        if (!owns)
        {
            _next[partition] = null;
        }

        return owns;
    }

    /// <summary>The consumer itself knows better where to go on.</summary>
    public void GoOnAt(int partition, long? position) => _next[partition] = _next[partition] is null ? null : position;

    /// <summary>The next records of a partition.</summary>
    public List<LogRecord> Take(int partition, int most, FaultKind fault)
    {
        if (!Owns(partition))
        {
            return [];
        }

        var records = world.Storage.Partition(_place, partition);
        var from = Math.Min(records.Count, Math.Max(world.Storage.Starts.GetValueOrDefault((topic, partition)), Shifted(_next[partition] ?? Committed(partition), fault)));
        if (isLast && from == records.Count)
        {
            // Whoever finishes the work also sweeps what is not committed.
            from = Math.Min(from, Committed(partition));
        }

        var taken = records.Skip((int)from).Take(most).ToList();
        _next[partition] = from + taken.Count;
        return taken;
    }

    /// <summary>After an error: everything from what is committed.</summary>
    public void Restart() => Array.Clear(_next);

    private long Shifted(long next, FaultKind fault) => fault switch
    {
        FaultKind.Lose => next + world.Scheduler.Random.Next(1, 4),
        FaultKind.Repeat => Math.Max(0, next - world.Scheduler.Random.Next(1, 6)),
        _ => next,
    };

    private long Committed(int partition) => world.Storage.Committed.GetValueOrDefault((_place, partition));
}
