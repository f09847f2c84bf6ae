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
/// Before its first offer a deployment claims the shard: from then on no instance of an older one opens a generation, whose snapshot would hide what this one has stored.
/// </summary>
public sealed class EntityCheckpoints : ICheckpoints
{
    private readonly CheckpointBlobs _blobs;
    private readonly Generations _generations;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<ShardId, OpenOffer> _open = new();
    private readonly ConcurrentDictionary<ShardId, SeenGeneration> _seen = new();
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
        var isWaiting = _open.ContainsKey(shard) && _seen.TryGetValue(shard, out var known) && _time.GetUtcNow() - known.At < LookAgainAfter;
        var view = isWaiting ? await ReadAsync(shard, _seen[shard].Newest.Number, cancellationToken).ConfigureAwait(false) : null;
        view ??= await ViewAsync(shard, cancellationToken).ConfigureAwait(false);
        var (stored, seen) = (view?.State.ToStored() ?? StoredCheckpoint.None, _seen[shard]);
        if (seen.IsEmpty && view?.Generation == seen.Newest.Number)
            _seen[shard] = seen with { IsEmpty = false };

        // Who has claimed the shard owns it, whether its first checkpoint is there yet or not.
        return seen.Newest.DeployRevision > stored.DeployRevision ? stored with { DeployRevision = seen.Newest.DeployRevision } : stored;
    }

    /// <inheritdoc/>
    public async ValueTask OfferAsync(ShardId shard, Save save, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(save);
        var now = _time.GetUtcNow();
        var open = _open.TryGetValue(shard, out var last) && last.IsOf(save) ? last : null;
        if (open is not null && now - open.Since >= StuckAfter)
        {
            if (!await MoveAsync(shard, save, cancellationToken).ConfigureAwait(false))
                return;
            open = null;
        }
        else if (open is not null && now - open.Sent < ResendAfter)
        {
            return;
        }

        var seen = await ClaimAsync(shard, save.DeployRevision, cancellationToken).ConfigureAwait(false);
        if (seen.Newest.DeployRevision > save.DeployRevision)
            return;
        var sent = seen.IsEmpty ? save with { From = 0 } : open?.AsSent ?? save;
        _open[shard] = new OpenOffer(save, sent, open?.Since ?? now, now);
        await SignalAsync(shard, seen.Newest.Number, sent, cancellationToken).ConfigureAwait(false);
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
        EntityView? view = null;
        for (var generation = newest.Number; generation > 0 && view is null; generation--)
        {
            // A new generation has no state until its snapshot is taken: till then the one before it holds.
            view = await ReadAsync(shard, generation, cancellationToken).ConfigureAwait(false);
        }

        _seen[shard] = new SeenGeneration(newest, _time.GetUtcNow(), IsEmpty: view?.Generation != newest.Number);
        return view;
    }

    /// <summary>Whoever offers has loaded before, so the generation is known; if not, it is the first offer of a shard without a checkpoint.</summary>
    private async ValueTask<SeenGeneration> ClaimAsync(ShardId shard, long deployRevision, CancellationToken cancellationToken)
    {
        if (!_seen.TryGetValue(shard, out var seen))
            seen = new SeenGeneration(await _generations.NewestAsync(shard, cancellationToken).ConfigureAwait(false), _time.GetUtcNow(), IsEmpty: false);
        var newest = await _generations.ClaimAsync(shard, seen.Newest, deployRevision, cancellationToken).ConfigureAwait(false);
        return _seen[shard] = seen with { Newest = newest, IsEmpty = seen.IsEmpty && newest.Number == seen.Newest.Number };
    }

    /// <summary>Opens the next generation, unless the entity has moved after all, or somebody has opened one or claimed the shard since it was looked at.</summary>
    private async ValueTask<bool> MoveAsync(ShardId shard, Save save, CancellationToken cancellationToken)
    {
        // Never by what this instance knows: it may know a generation that others have left.
        var state = (await ViewAsync(shard, cancellationToken).ConfigureAwait(false))?.State ?? new WindowStateData();
        var newest = _seen[shard].Newest;
        if (state.Position >= save.To || Math.Max(state.DeployRevision, newest.DeployRevision) > save.DeployRevision || _time.GetUtcNow() >= save.Expires)
            return false;
        if (!await _generations.OpenAsync(shard, newest, save.DeployRevision, cancellationToken).ConfigureAwait(false))
            return false;
        _seen[shard] = new SeenGeneration(newest with { Number = newest.Number + 1, DeployRevision = save.DeployRevision }, _time.GetUtcNow(), IsEmpty: true);
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
