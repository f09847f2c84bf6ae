using Serverless.Durable.Ports;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>Checkpoints as one process sees them: offers get lost, are repeated, or arrive late and in another order.</summary>
internal sealed class SimulatedCheckpoints(SimulatedStorage storage, SimulatedInstance instance) : ICheckpoints
{
    public async ValueTask<StoredCheckpoint> LoadAsync(ShardId shard, CancellationToken cancellationToken)
    {
        await instance.StepAsync("load").ConfigureAwait(false);
        if (instance.Fault("load") != OperationFault.None)
        {
            throw new CheckpointException("simulated: the store does not answer");
        }

        return storage.Checkpoints.GetValueOrDefault(shard, StoredCheckpoint.None);
    }

    public async ValueTask OfferAsync(ShardId shard, Save save, CancellationToken cancellationToken)
    {
        await instance.StepAsync("offer").ConfigureAwait(false);
        switch (instance.Fault("offer"))
        {
            case OperationFault.None:
                Apply(shard, save);
                break;
            case OperationFault.AnswerLost:
                Apply(shard, save);
                Apply(shard, save);
                break;
            case OperationFault.Late or OperationFault.Torn:
                _ = ApplyLaterAsync(shard, save);
                break;
            default:
                break;
        }
    }

    public async ValueTask WriteSegmentAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await instance.StepAsync("segment").ConfigureAwait(false);
        if (instance.Fault("segment") is OperationFault.Refused or OperationFault.Torn)
        {
            throw new CheckpointException("simulated: the segment was not written");
        }

        storage.Segments.Add((shard, name), content.ToArray());
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadSegmentAsync(ShardId shard, string name, CancellationToken cancellationToken)
    {
        await instance.StepAsync("segment").ConfigureAwait(false);
        return storage.Segments[(shard, name)];
    }

    public ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private void Apply(ShardId shard, Save save) =>
        storage.Checkpoints[shard] = storage.Checkpoints.GetValueOrDefault(shard, StoredCheckpoint.None).Apply(save, instance.Scheduler.Time.GetUtcNow());

    private async Task ApplyLaterAsync(ShardId shard, Save save)
    {
        var network = new SimulatedInstance("network", instance.Scheduler, 0);
        for (var steps = instance.Scheduler.Random.Next(1, 200); steps > 0; steps--)
        {
            await instance.Scheduler.StepAsync(network, "network").ConfigureAwait(false);
        }

        Apply(shard, save);
    }
}
