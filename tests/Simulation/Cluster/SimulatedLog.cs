using Serverless.Durable.Ports;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Faults;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>The log as one process sees it.</summary>
internal sealed class SimulatedLog(SimulatedWorld world, SimulatedInstance instance) : ILog
{
    private readonly SimulatedStorage _storage = world.Storage;

    public ILogWriter OpenWriter() => new SimulatedLogWriter(world, instance);

    public async ValueTask<LogSlice> ReadAsync(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        await AskAsync(AwaitPoint.Read).ConfigureAwait(false);
        var records = _storage.Partition(PlaceOf(topic), partition);
        var taken = records.Skip((int)from).Take(maxRecords).ToList();
        return new LogSlice(taken, Math.Max(from, 0) + taken.Count, records.Count);
    }

    public async ValueTask<LogBounds> BoundsAsync(string topic, int partition, CancellationToken cancellationToken)
    {
        await AskAsync(AwaitPoint.Bounds).ConfigureAwait(false);
        return new LogBounds(_storage.Starts.GetValueOrDefault((topic, partition)), _storage.Partition(PlaceOf(topic), partition).Count);
    }

    public async ValueTask<int> PartitionsAsync(string topic, CancellationToken cancellationToken)
    {
        await AskAsync(AwaitPoint.Partitions).ConfigureAwait(false);
        return _storage.Topics.GetValueOrDefault(topic);
    }

    public async ValueTask<OutputId?> TailAsync(string topic, int partition, WriterId writer, CancellationToken cancellationToken)
    {
        await AskAsync(AwaitPoint.Tail).ConfigureAwait(false);
        foreach (var record in Enumerable.Reverse(_storage.Partition(topic, partition)))
        {
            if (OutputIds.Of(record) is { } id && id.Writer.Stage == writer.Stage && id.Writer.Shard == writer.Shard)
            {
                return id;
            }
        }

        return null;
    }

    public async ValueTask<long?> CommittedAsync(string group, string topic, int partition, CancellationToken cancellationToken)
    {
        await AskAsync(AwaitPoint.Committed).ConfigureAwait(false);
        return _storage.Committed.TryGetValue((PlaceOf(topic), partition), out var offset) ? offset : null;
    }

    public async ValueTask CommitAsync(string group, string topic, int partition, long offset, CancellationToken cancellationToken)
    {
        // As on a broker: a zombie, or what lands late, may take it back.
        void Commit() => _storage.Committed[(PlaceOf(topic), partition)] = offset;
        var fault = await instance.StepAsync(AwaitPoint.Commit).ConfigureAwait(false);
        if (fault is FaultKind.None or FaultKind.LoseAnswer or FaultKind.Repeat)
        {
            Commit();
        }

        if (fault is FaultKind.LandLate or FaultKind.Repeat)
        {
            _ = world.LaterAsync(80, Commit);
        }

        if (fault is not (FaultKind.None or FaultKind.Repeat))
        {
            throw new LogException("simulated: a commit was not acknowledged");
        }
    }

    private string PlaceOf(string topic) => world.PlaceOf(topic, instance.Epoch);

    private async ValueTask AskAsync(AwaitPoint point)
    {
        if (await instance.StepAsync(point).ConfigureAwait(false) != FaultKind.None)
        {
            throw new LogException("simulated: the log does not answer");
        }
    }
}
