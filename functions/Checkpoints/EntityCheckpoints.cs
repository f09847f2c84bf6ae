using System.Collections.Concurrent;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Serverless.Durable.Ports;
using Serverless.Durable.Telemetry;

namespace Serverless.Functions;

/// <summary>
/// Checkpoints in durable entities, one per shard; segments in blobs. An offer is a signal: small and seldom, since pending ones are rewritten
/// with every batch of operations. An entity that takes nothing for minutes is stuck (the scheduler may never dispatch it again): the offer,
/// which says the whole state, goes to the next generation of its key as a snapshot, and loaders take the highest generation that has a state.
/// </summary>
public sealed class EntityCheckpoints : ICheckpoints
{
    private readonly CheckpointBlobs _blobs;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<ShardId, OpenOffer> _open = new();
    private volatile DurableEntityClient? _entities;

    internal EntityCheckpoints(CheckpointBlobs blobs, TimeProvider time) => (_blobs, _time) = (blobs, time);

    /// <summary>An offer that was not taken in this time finds its entity stuck; longer than any ordinary pause of the back end.</summary>
    internal TimeSpan StuckAfter { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The identical offer is not sent again sooner.</summary>
    internal TimeSpan ResendAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async ValueTask<StoredCheckpoint> LoadAsync(ShardId shard, CancellationToken cancellationToken)
    {
        for (var generation = await _blobs.GenerationAsync(shard, cancellationToken).ConfigureAwait(false); generation > 0; generation--)
        {
            // A new generation has no state until its snapshot is taken: till then the one before it holds.
            if (await ReadAsync(shard, generation, cancellationToken).ConfigureAwait(false) is { } state)
                return state.ToStored();
        }

        return StoredCheckpoint.None;
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

        var generation = await _blobs.GenerationAsync(shard, cancellationToken).ConfigureAwait(false);
        await SignalAsync(shard, generation, _open[shard].AsSent, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask WriteSegmentAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        _blobs.WriteAsync(shard, name, content, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> ReadSegmentAsync(ShardId shard, string name, CancellationToken cancellationToken) =>
        _blobs.ReadAsync(shard, name, cancellationToken);

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

    /// <summary>Opens the next generation, unless the entity has moved after all.</summary>
    private async ValueTask<bool> MoveAsync(ShardId shard, Save save, CancellationToken cancellationToken)
    {
        var generation = await _blobs.GenerationAsync(shard, cancellationToken).ConfigureAwait(false);
        var stored = await LoadAsync(shard, cancellationToken).ConfigureAwait(false);
        if (stored.Position >= save.To || stored.DeployRevision > save.DeployRevision || _time.GetUtcNow() >= save.Expires)
            return false;
        await _blobs.OpenGenerationAsync(shard, generation + 1, cancellationToken).ConfigureAwait(false);
        PipelineMeter.EntityLeft(shard.Topic, shard.Number);
        return true;
    }

    private async ValueTask<WindowStateData?> ReadAsync(ShardId shard, long generation, CancellationToken cancellationToken)
    {
        var entities = Entities(shard);
        try
        {
            var entity = await entities.GetEntityAsync<WindowStateData>(EntityKey.Of(shard, generation), includeState: true, cancellationToken)
                .ConfigureAwait(false);
            return entity is { IncludesState: true } ? entity.State : null;
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
