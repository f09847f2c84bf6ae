using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>The log as one process sees it.</summary>
internal sealed class SimulatedLog(SimulatedStorage storage, SimulatedInstance instance) : ILog
{
    public ILogWriter OpenWriter() => new SimulatedLogWriter(storage, instance);

    public async ValueTask<LogSlice> ReadAsync(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        await instance.StepAsync("read").ConfigureAwait(false);
        if (instance.Fault("read") != OperationFault.None)
        {
            throw new LogException("simulated: the log does not answer");
        }

        var records = storage.Partition(topic, partition);
        var taken = records.Skip((int)from).Take(maxRecords).ToList();
        return new LogSlice(taken, Math.Max(from, 0) + taken.Count, records.Count);
    }

    public async ValueTask<LogBounds> BoundsAsync(string topic, int partition, CancellationToken cancellationToken)
    {
        await instance.StepAsync("bounds").ConfigureAwait(false);
        return new LogBounds(0, storage.Partition(topic, partition).Count);
    }

    public ValueTask<int> PartitionsAsync(string topic, CancellationToken cancellationToken) => new(storage.Topics.GetValueOrDefault(topic));

    public async ValueTask<OutputId?> TailAsync(string topic, int partition, WriterId writer, CancellationToken cancellationToken)
    {
        await instance.StepAsync("tail").ConfigureAwait(false);
        foreach (var record in Enumerable.Reverse(storage.Partition(topic, partition)))
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
        await instance.StepAsync("committed").ConfigureAwait(false);
        return storage.Committed.TryGetValue((topic, partition), out var offset) ? offset : null;
    }

    public async ValueTask CommitAsync(string group, string topic, int partition, long offset, CancellationToken cancellationToken)
    {
        await instance.StepAsync("commit").ConfigureAwait(false);
        if (instance.Fault("commit") is OperationFault.None or OperationFault.AnswerLost)
        {
            // As on a broker: a zombie may take it back.
            storage.Committed[(topic, partition)] = offset;
        }
    }
}
