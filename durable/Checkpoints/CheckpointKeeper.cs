using System.Collections.Immutable;
using System.Globalization;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Durable.Telemetry;
using Serverless.Streams.Fold;

namespace Serverless.Durable.Checkpoints;

/// <summary>
/// Offers a shard's checkpoints: small deltas inline, larger ones as segments, merged into a new base when they outgrow it. Before the next offer the store is read:
/// taken → on; not yet → the identical offer again; somebody is further → the shard must be forgotten.
/// </summary>
internal sealed class CheckpointKeeper(StageServices services, ShardId shard, FoldState state, StoredCheckpoint stored, long baseBytes)
{
    private const int CollectionsPerRetention = 24;

    private readonly StageOptions _options = services.Options;
    private ImmutableArray<string> _segments = stored.Segments;
    private long _baseBytes = baseBytes;
    private long _deltaBytes;
    private long _position = stored.Position;
    private DateTimeOffset _last = services.Time.GetUtcNow();
    private readonly DateTimeOffset _loaded = services.Time.GetUtcNow();
    private readonly Dictionary<string, DateTimeOffset> _dropped = [];
    private DateTimeOffset _collected = DateTimeOffset.MinValue;
    private DateTimeOffset _seen = services.Time.GetUtcNow();
    private Save? _pending;

    /// <summary>The position of the newest checkpoint that was seen in the store.</summary>
    public long Position => _position;

    /// <summary>When the store was last seen to hold the newest offer; at first, when the shard was loaded.</summary>
    public DateTimeOffset Confirmed { get; private set; } = services.Time.GetUtcNow();

    public bool IsDue(long position)
    {
        var since = services.Time.GetUtcNow() - _last;
        var offered = _pending?.To ?? _position;
        return position > offered && since >= _options.CheckpointPause
            && (position - offered >= _options.CheckpointRecords || since >= _options.CheckpointInterval);
    }

    /// <summary>Offers what is folded and acknowledged up to a position.</summary>
    /// <exception cref="ShardTakenException">Somebody else is further.</exception>
    public async ValueTask OfferAsync(long position, CancellationToken cancellationToken)
    {
        if (!await SettleAsync(cancellationToken).ConfigureAwait(false) || position <= _position)
        {
            return;
        }

        _last = services.Time.GetUtcNow();
        var save = await PrepareAsync(position, cancellationToken).ConfigureAwait(false);
        _pending = save;
        await services.Checkpoints.OfferAsync(shard, save, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Offers until it was read back: numbers of definitions must be in the store before anything is published under them.</summary>
    public async ValueTask ConfirmAsync(long position, CancellationToken cancellationToken)
    {
        await OfferAsync(position, cancellationToken).ConfigureAwait(false);
        for (var attempt = 0; !await SettleAsync(cancellationToken).ConfigureAwait(false); attempt++)
        {
            await Task.Delay(Backoff.Pause(attempt), services.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether no offer is open: the last one was seen in the store, or there was none.</summary>
    public async ValueTask<bool> SettleAsync(CancellationToken cancellationToken)
    {
        if (_pending is not { } pending)
        {
            await LookAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }

        var now = await services.Checkpoints.LoadAsync(shard, cancellationToken).ConfigureAwait(false);
        _seen = services.Time.GetUtcNow();
        var isOurs = now.Segments.AsSpan().SequenceEqual(pending.Segments.AsSpan()) && now.Inline.Span.SequenceEqual(pending.Inline.Span);
        var isAnothers = now.Position == pending.To && !isOurs;
        if (now.Position > pending.To || isAnothers || now.DeployRevision > _options.DeployRevision)
        {
            // At the same position too: what is collected must never be a segment that another worker's checkpoint names, and numbers are confirmed only where they are those of the store.
            throw Refused($"another worker has taken it (position {now.Position}, here {pending.To})");
        }

        if (now.Position < pending.To)
        {
            if (services.Time.GetUtcNow() >= pending.Expires)
            {
                throw Refused("the store did not take a checkpoint before it expired");
            }

            await services.Checkpoints.OfferAsync(shard, pending, cancellationToken).ConfigureAwait(false);
            return false;
        }

        _pending = null;
        (_position, Confirmed) = (pending.To, services.Time.GetUtcNow());
        services.Counters.Add(PipelineCounters.Checkpoints);
        await CollectAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>An offer expires so long after the store was last read: what was read longer ago is read again.</summary>
    private async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        if (services.Time.GetUtcNow() - _seen < _options.SaveExpiry / 2)
        {
            return;
        }

        var now = await services.Checkpoints.LoadAsync(shard, cancellationToken).ConfigureAwait(false);
        if (now.Position != _position || !now.Segments.AsSpan().SequenceEqual(_segments.AsSpan()) || now.DeployRevision > _options.DeployRevision)
        {
            throw Refused($"another worker has taken it (position {now.Position}, here {_position})");
        }

        _seen = services.Time.GetUtcNow();
    }

    private ShardTakenException Refused(string reason)
    {
        services.Counters.Add(PipelineCounters.CheckpointRefusals);
        return new ShardTakenException($"{shard}: {reason}.");
    }

    private async ValueTask<Save> PrepareAsync(long position, CancellationToken cancellationToken)
    {
        var expires = _seen + _options.SaveExpiry;
        var delta = state.WriteDelta();
        if (delta.Length <= _options.InlineBytes)
        {
            // It covers all that changed since the last segment, so it replaces the inline delta before it.
            return new Save(_position, position, _segments, delta, _options.DeployRevision, expires);
        }

        var isBase = _segments.IsEmpty || _segments.Length >= Save.MostSegments || _deltaBytes + delta.Length > _baseBytes;
        var content = isBase ? state.WriteSnapshot() : delta;
        var name = string.Create(CultureInfo.InvariantCulture, $"{position:D20}-{services.NewGuid():n}");
        await services.Checkpoints.WriteSegmentAsync(shard, name, content, cancellationToken).ConfigureAwait(false);
        state.Settle();
        foreach (var segment in isBase ? _segments : [])
        {
            _dropped[segment] = DateTimeOffset.MaxValue;
        }

        _segments = isBase ? [name] : _segments.Add(name);
        (_baseBytes, _deltaBytes) = isBase ? (content.Length, 0) : (_baseBytes, _deltaBytes + content.Length);
        return new Save(isBase ? 0 : _position, position, _segments, default, _options.DeployRevision, expires);
    }

    /// <summary>
    /// A segment that was named may be named by an offer that is still on its way, and read by a worker that has just loaded: it stays until every such offer has expired, counted
    /// from when this worker's own checkpoint stopped naming it, or from the load.
    /// </summary>
    private async ValueTask CollectAsync(CancellationToken cancellationToken)
    {
        var now = services.Time.GetUtcNow();
        foreach (var (segment, since) in _dropped)
        {
            if (since == DateTimeOffset.MaxValue)
            {
                _dropped[segment] = now;
            }
            else if (now - since >= _options.SaveExpiry)
            {
                _dropped.Remove(segment);
            }
        }

        if (now - _loaded >= _options.SaveExpiry && now - _collected > _options.SegmentRetention / CollectionsPerRetention)
        {
            _collected = now;
            await services.Checkpoints.CollectAsync(shard, [.. _segments, .. _dropped.Keys], now - _options.SegmentRetention, cancellationToken).ConfigureAwait(false);
        }
    }
}
