using Serverless.Durable.Ports;
using Serverless.Streams.Plan;
using Serverless.Tests.Simulation.Faults;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>Checkpoints as one process sees them: offers get lost, are repeated, or arrive late and in another order.</summary>
internal sealed class SimulatedCheckpoints(SimulatedWorld world, SimulatedInstance instance) : ICheckpoints
{
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMilliseconds(600);

    private readonly SimulatedStorage _storage = world.Storage;

    private readonly Dictionary<ShardId, OpenOffer> _open = [];

    private DateTimeOffset Now => world.Scheduler.Time.GetUtcNow();

    public async ValueTask<StoredCheckpoint> LoadAsync(ShardId shard, CancellationToken cancellationToken)
    {
        await AskAsync(AwaitPoint.Load).ConfigureAwait(false);
        return _storage.Entities.Newest(shard);
    }

    public async ValueTask OfferAsync(ShardId shard, Save save, CancellationToken cancellationToken)
    {
        var sent = await AddressAsync(shard, save).ConfigureAwait(false);
        var generation = _storage.Entities.Generation(shard);
        var fault = await instance.StepAsync(AwaitPoint.Offer).ConfigureAwait(false);
        if (fault == FaultKind.None && world.Scenario.HasSlowStore && instance.FaultRate > 0 && world.Scheduler.Random.Next(2) == 0)
        {
            fault = FaultKind.LandLate;
        }

        if (fault is FaultKind.None or FaultKind.LoseAnswer or FaultKind.Repeat)
        {
            Apply(shard, generation, sent);
        }

        if (fault is FaultKind.LandLate or FaultKind.Repeat)
        {
            _ = world.LaterAsync(1_500, () => Apply(shard, generation, sent));
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

    /// <summary>As <c>EntityCheckpoints</c> does it: an offer that is not taken for long goes, as a snapshot, to the next generation of its key.</summary>
    private async ValueTask<Save> AddressAsync(ShardId shard, Save save)
    {
        if (!_open.TryGetValue(shard, out var open) || (open.Save.From, open.Save.To, open.Save.Expires) != (save.From, save.To, save.Expires))
        {
            _open[shard] = new OpenOffer(save, save, Now);
        }
        else if (Now - open.Since >= StuckAfter && world.Scenario.LeavesEntities)
        {
            var generation = _storage.Entities.Generation(shard);
            var stored = _storage.Entities.Newest(shard);
            await AskAsync(AwaitPoint.Load).ConfigureAwait(false);
            if (stored.Position < save.To && Now < save.Expires)
            {
                world.Scheduler.Note($"{instance.Name}: {shard} goes on with generation {generation + 1}");
                _storage.Entities.Open(shard, generation + 1);
                _open[shard] = new OpenOffer(save, save with { From = 0 }, Now);
            }
        }

        return _open[shard].AsSent;
    }

    private void Apply(ShardId shard, int generation, Save save)
    {
        if (_storage.Entities.IsStuck(shard, generation, Now))
        {
            return;
        }

        var stored = _storage.Entities[shard, generation];
        if (save.From == 0 || save.From == stored.Position || _storage.Keeps(ProtocolRule.OfferMayJump))
        {
            var next = _storage.Entities[shard, generation] = stored.Apply(save, _storage.Keeps(ProtocolRule.OffersExpire) ? Now : DateTimeOffset.MinValue);
            if (next != stored && instance.DeployRevision > 1)
            {
                _storage.NewSince.TryAdd(shard, next.Position);
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

    /// <param name="Save">As the shard's keeper gave it.</param>
    /// <param name="AsSent">To a new generation a snapshot, from 0.</param>
    /// <param name="Since">When it was first sent to this generation.</param>
    private sealed record OpenOffer(Save Save, Save AsSent, DateTimeOffset Since);
}
