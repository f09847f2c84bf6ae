using Serverless.Durable.Ports;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>
/// A gapless producer with one request in flight: when it fails, a prefix of each partition's records may stand in the log, or land later. It never leaves a gap and never reorders.
/// </summary>
internal sealed class SimulatedLogWriter(SimulatedStorage storage, SimulatedInstance instance) : ILogWriter
{
    public bool IsDead { get; private set; }

    public async ValueTask AppendAsync(IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        if (IsDead)
        {
            throw new LogException("simulated: this writer is dead");
        }

        // The caller's list is used again; what lands late must not see that.
        var own = records.ToArray();
        await instance.StepAsync("append").ConfigureAwait(false);
        var fault = instance.Fault("append");
        switch (fault)
        {
            case OperationFault.None or OperationFault.AnswerLost:
                Append(own);
                break;
            case OperationFault.Torn when !storage.Keeps(ProtocolRule.WriterIsGapless):
                Append(own.Where(_ => instance.Scheduler.Random.Next(3) > 0));
                break;
            case OperationFault.Torn when !storage.Keeps(ProtocolRule.OneInFlight):
                Append(own.Reverse());
                break;
            case OperationFault.Torn:
                Append(Torn(own));
                break;
            case OperationFault.Late:
                LandLater(Torn(own));
                break;
            default:
                break;
        }

        await instance.StepAsync("acknowledge").ConfigureAwait(false);
        var isTakenForDone = fault == OperationFault.Torn && !(storage.Keeps(ProtocolRule.WriterIsGapless) && storage.Keeps(ProtocolRule.OneInFlight));
        if (fault != OperationFault.None && !isTakenForDone)
        {
            IsDead = true;
            throw new LogException("simulated: an append was not acknowledged");
        }
    }

    public ValueTask DisposeAsync()
    {
        IsDead = true;
        return ValueTask.CompletedTask;
    }

    private void Append(IEnumerable<OutgoingRecord> records)
    {
        foreach (var record in records)
        {
            storage.Append(record, instance.Scheduler.Time.GetUtcNow());
        }
    }

    /// <summary>Each partition has requests of its own: of each, a prefix.</summary>
    private OutgoingRecord[] Torn(OutgoingRecord[] records)
    {
        var kept = records.GroupBy(record => (record.Topic, record.Partition))
            .SelectMany(partition => partition.Take(instance.Scheduler.Random.Next(partition.Count() + 1))).ToHashSet();
        return [.. records.Where(kept.Contains)];
    }

    private void LandLater(OutgoingRecord[] records)
    {
        // The request was on its way when the producer was thrown away.
        var network = new SimulatedInstance("network", instance.Scheduler, 0);
        _ = LandAsync();

        async Task LandAsync()
        {
            for (var steps = instance.Scheduler.Random.Next(1, 40); steps > 0; steps--)
            {
                await instance.Scheduler.StepAsync(network, "network").ConfigureAwait(false);
            }

            Append(records);
        }
    }
}
