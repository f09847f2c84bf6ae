using System.Collections.Concurrent;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Serverless.Durable.Ports;
using Serverless.Durable.Telemetry;
using Serverless.Models;

namespace Serverless.Functions;

/// <summary>
/// Checkpoints in durable entities, one per shard; segments in blobs. An offer is a signal: small and seldom, since pending ones are rewritten
/// with every batch of operations. An entity that takes nothing for minutes is stuck (the scheduler may never dispatch it again): the offer,
/// which says the whole state, goes to the next generation of its key as a snapshot, and loaders take the highest generation that has a state.
/// </summary>
public sealed class EntityCheckpoints : ICheckpoints
{
    private readonly CheckpointBlobs _blobs;
    private readonly Generations _generations;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<ShardId, OpenOffer> _open = new();
    private readonly ConcurrentDictionary<ShardId, (long Generation, DateTimeOffset At)> _seen = new();
    private volatile DurableEntityClient? _entities;

    internal EntityCheckpoints(CheckpointBlobs blobs, TimeProvider time) => (_blobs, _generations, _time) = (blobs, new Generations(blobs), time);

    /// <summary>An offer that was not taken in this time finds its entity stuck; longer than any ordinary pause of the back end.</summary>
    internal TimeSpan StuckAfter { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The identical offer is not sent again sooner.</summary>
    internal TimeSpan ResendAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whoever waits for an offer asks for the generation again only after that time. Till then an old owner does not see that its entity was left: it goes on under the rule that
    /// makes zombies harmless, and what it names lies long enough.
    /// </summary>
    internal TimeSpan LookAgainAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public async ValueTask<StoredCheckpoint> LoadAsync(ShardId shard, CancellationToken cancellationToken)
    {
        var isWaiting = _open.ContainsKey(shard) && _seen.TryGetValue(shard, out var seen) && _time.GetUtcNow() - seen.At < LookAgainAfter;
        var view = isWaiting ? await ReadAsync(shard, _seen[shard].Generation, cancellationToken).ConfigureAwait(false) : null;
        view ??= await ViewAsync(shard, cancellationToken).ConfigureAwait(false);
        return view?.State.ToStored() ?? StoredCheckpoint.None;
    }

    /// <inheritdoc/>
    public async ValueTask OfferAsync(ShardId shard, Save save, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(save);
        var now = _time.GetUtcNow();
        if (!_open.TryGetValue(shard, out var open) || !open.IsOf(save))
        {
            _open[shard] = new OpenOffer(save, save, now, now);
        }
        else if (now - open.Since >= StuckAfter)
        {
            if (!await MoveAsync(shard, save, cancellationToken).ConfigureAwait(false))
                return;
            _open[shard] = new OpenOffer(save, save with { From = 0 }, now, now);
        }
        else if (now - open.Sent < ResendAfter)
        {
            return;
        }
        else
        {
            _open[shard] = open with { Sent = now };
        }

        // Whoever offers has loaded before, so the generation is known; if not, it is the first offer of a shard without a checkpoint.
        if (!_seen.TryGetValue(shard, out var seen))
            seen = _seen[shard] = (await _generations.NewestAsync(shard, cancellationToken).ConfigureAwait(false), _time.GetUtcNow());
        await SignalAsync(shard, seen.Generation, _open[shard].AsSent, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask WriteSegmentAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        _blobs.WriteSegmentAsync(shard, name, content, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> ReadSegmentAsync(ShardId shard, string name, CancellationToken cancellationToken) =>
        _blobs.ReadSegmentAsync(shard, name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken) =>
        _blobs.CollectAsync(shard, kept, olderThan, cancellationToken);

    /// <summary>
    /// The client is bound to functions, not to the app: each call brings the newest one. They share one channel, which lives as long as the worker.
    /// </summary>
    internal void Use(DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _entities = client.Entities;
    }

    /// <summary>The newest state of a shard's entity, and which entity has it; null before the first.</summary>
    internal async ValueTask<EntityView?> ViewAsync(ShardId shard, CancellationToken cancellationToken)
    {
        var newest = await _generations.NewestAsync(shard, cancellationToken).ConfigureAwait(false);
        _seen[shard] = (newest, _time.GetUtcNow());
        for (var generation = newest; generation > 0; generation--)
        {
            // A new generation has no state until its snapshot is taken: till then the one before it holds.
            if (await ReadAsync(shard, generation, cancellationToken).ConfigureAwait(false) is { } view)
                return view;
        }

        return null;
    }

    /// <summary>Opens the next generation, unless the entity has moved after all.</summary>
    private async ValueTask<bool> MoveAsync(ShardId shard, Save save, CancellationToken cancellationToken)
    {
        var generation = await _generations.NewestAsync(shard, cancellationToken).ConfigureAwait(false);
        var stored = await LoadAsync(shard, cancellationToken).ConfigureAwait(false);
        if (stored.Position >= save.To || stored.DeployRevision > save.DeployRevision || _time.GetUtcNow() >= save.Expires)
            return false;
        await _generations.OpenAsync(shard, generation + 1, cancellationToken).ConfigureAwait(false);
        _seen[shard] = (generation + 1, _time.GetUtcNow());
        PipelineMeter.EntityLeft(shard.Topic, shard.Number);
        return true;
    }

    private async ValueTask<EntityView?> ReadAsync(ShardId shard, long generation, CancellationToken cancellationToken)
    {
        var entities = Entities(shard);
        try
        {
            var entity = await entities.GetEntityAsync<WindowStateData>(EntityKey.Of(shard, generation), includeState: true, cancellationToken)
                .ConfigureAwait(false);
            return entity is { IncludesState: true } ? new EntityView(generation, entity.LastModifiedTime, entity.State) : null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new CheckpointException($"{shard}: its entity can't be read: {fault.Message}", fault);
        }
    }

    private async ValueTask SignalAsync(ShardId shard, long generation, Save save, CancellationToken cancellationToken)
    {
        var entities = Entities(shard);
        try
        {
            await entities.SignalEntityAsync(
                EntityKey.Of(shard, generation), nameof(WindowState.Save), SaveSignal.Of(save), options: null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new CheckpointException($"{shard}: its entity can't be signalled: {fault.Message}", fault);
        }
    }

    private DurableEntityClient Entities(ShardId shard) =>
        _entities ?? throw new CheckpointException($"{shard}: no function has brought a durable client yet.");
}
