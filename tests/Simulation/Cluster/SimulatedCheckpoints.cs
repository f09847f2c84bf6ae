using Serverless.Durable.Ports;
using Serverless.Streams.Plan;
using Serverless.Tests.Simulation.Faults;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>Checkpoints as one process sees them: offers get lost, are repeated, or arrive late and in another order.</summary>
internal sealed class SimulatedCheckpoints(SimulatedWorld world, SimulatedInstance instance) : ICheckpoints
{
    private readonly SimulatedStorage _storage = world.Storage;

    private DateTimeOffset Now => world.Scheduler.Time.GetUtcNow();

    public async ValueTask<StoredCheckpoint> LoadAsync(ShardId shard, CancellationToken cancellationToken)
    {
        await AskAsync(AwaitPoint.Load).ConfigureAwait(false);
        return _storage.Checkpoints.GetValueOrDefault(shard, StoredCheckpoint.None);
    }

    public async ValueTask OfferAsync(ShardId shard, Save save, CancellationToken cancellationToken)
    {
        var fault = await instance.StepAsync(AwaitPoint.Offer).ConfigureAwait(false);
        if (fault is FaultKind.None or FaultKind.LoseAnswer or FaultKind.Repeat)
        {
            Apply(shard, save);
        }

        if (fault is FaultKind.LandLate or FaultKind.Repeat)
        {
            _ = world.LaterAsync(1_500, () => Apply(shard, save));
        }

        if (fault is FaultKind.Refuse or FaultKind.LoseAnswer)
        {
            throw new CheckpointException("simulated: an offer was not acknowledged");
        }
    }

    public async ValueTask WriteSegmentAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var own = content.ToArray();
        void Write(int length) => _storage.Segments[(shard, name)] = (own.AsMemory(0, length), Now);
        var fault = await instance.StepAsync(AwaitPoint.WriteSegment).ConfigureAwait(false);
        switch (fault)
        {
            case FaultKind.None or FaultKind.LoseAnswer:
                Write(own.Length);
                break;
            case FaultKind.Tear:
                Write(instance.Scheduler.Random.Next(own.Length));
                break;
            case FaultKind.LandLate:
                _ = world.LaterAsync(200, () => Write(own.Length));
                break;
            default:
                break;
        }

        if (fault != FaultKind.None)
        {
            throw new CheckpointException("simulated: a segment was not acknowledged");
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadSegmentAsync(ShardId shard, string name, CancellationToken cancellationToken)
    {
        await AskAsync(AwaitPoint.ReadSegment).ConfigureAwait(false);
        return _storage.Segments.TryGetValue((shard, name), out var segment)
            ? segment.Content
            : throw new CheckpointException($"{shard}: the segment {name} is gone.") { IsFatal = true };
    }

    public async ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        await AskAsync(AwaitPoint.Collect).ConfigureAwait(false);
        foreach (var (place, segment) in _storage.Segments)
        {
            if (place.Shard == shard && segment.Written < olderThan && !kept.Contains(place.Name))
            {
                _storage.Segments.Remove(place);
            }
        }
    }

    private void Apply(ShardId shard, Save save)
    {
        if (_storage.StuckUntil.GetValueOrDefault(shard) <= Now)
        {
            var stored = _storage.Checkpoints.GetValueOrDefault(shard, StoredCheckpoint.None);
            if (save.From == 0 || save.From == stored.Position || _storage.Keeps(ProtocolRule.OfferMayJump))
            {
                _storage.Checkpoints[shard] = stored.Apply(save, Now);
            }
        }
    }

    private async ValueTask AskAsync(AwaitPoint point)
    {
        if (await instance.StepAsync(point).ConfigureAwait(false) != FaultKind.None)
        {
            throw new CheckpointException("simulated: the store does not answer");
        }
    }
}
