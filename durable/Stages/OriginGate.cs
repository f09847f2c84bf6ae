using System.Collections.Concurrent;
using Serverless.Durable.Checkpoints;
using Serverless.Durable.Ports;
using Serverless.Streams.Fold;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>
/// Before an origin appends its first record to a shard, that shard's log must name it, and where the shard scores an activation of model and tables: otherwise a first-time origin is overtaken,
/// or an event has no model. Clock writes both; till then an appender waits, then throws. Safe for several callers, who look one after the other.
/// </summary>
internal sealed class OriginGate(StageServices services, int stage)
{
    private readonly ConcurrentDictionary<(int Shard, OriginId Origin), bool> _open = new();
    private readonly ConcurrentDictionary<int, ShardView> _views = new();
    private readonly Turn _turn = new();

    public async ValueTask PassAsync(int shard, OriginId origin, CancellationToken cancellationToken)
    {
        if (_open.ContainsKey((shard, origin)))
        {
            return;
        }

        var deadline = services.Time.GetUtcNow() + services.Options.GateTimeout;
        for (var attempt = 0; !await IsNamedAsync(shard, origin, cancellationToken).ConfigureAwait(false); attempt++)
        {
            if (services.Time.GetUtcNow() >= deadline)
            {
                throw new LogException($"{services.Plan.Keys[stage].Topic}/{shard}: Clock has not named its origins yet; is it running?");
            }

            await Task.Delay(Backoff.Pause(attempt), services.Time, cancellationToken).ConfigureAwait(false);
        }

        _open[(shard, origin)] = true;
    }

    private bool IsReady(int shard, OriginId origin) =>
        _views.TryGetValue(shard, out var view) && view.Origins.Names(origin)
        && (stage < services.Plan.Keys.Length - 1 || services.Plan.Artifacts.All(view.Activated.Contains));

    private async ValueTask<bool> IsNamedAsync(int shard, OriginId origin, CancellationToken cancellationToken)
    {
        await _turn.EnterAsync().ConfigureAwait(false);
        try
        {
            if (!IsReady(shard, origin))
            {
                var view = _views.TryGetValue(shard, out var known) ? known : await LoadAsync(shard, cancellationToken).ConfigureAwait(false);
                _views[shard] = await ReadOnAsync(view, shard, cancellationToken).ConfigureAwait(false);
            }

            return IsReady(shard, origin);
        }
        finally
        {
            _turn.Leave();
        }
    }

    private async ValueTask<ShardView> LoadAsync(int shard, CancellationToken cancellationToken)
    {
        var id = new ShardId(services.Plan.Keys[stage].Topic, shard);
        var (stored, newest) = await CheckpointSegments.LoadAsync(services.Checkpoints, id, (stored, token) => NewestAsync(id, stored, token), cancellationToken).ConfigureAwait(false);
        var fold = new KeyedFold(services.Plan, stage);
        new FoldState(fold, Horizon.None).LoadHead(newest);
        var start = services.Options.AcceptLoss
            ? (await services.Log.BoundsAsync(id.Topic, shard, cancellationToken).ConfigureAwait(false)).Start
            : 0;
        return new ShardView(Math.Max(stored.Position, start), fold.Origins.List, [.. fold.Activations.Keys]);
    }

    /// <summary>Every segment has a head: the newest tells.</summary>
    private ValueTask<ReadOnlyMemory<byte>> NewestAsync(ShardId id, StoredCheckpoint stored, CancellationToken cancellationToken) =>
        !stored.Inline.IsEmpty || stored.Segments.IsEmpty ? new(stored.Inline) : services.Checkpoints.ReadSegmentAsync(id, stored.Segments[^1], cancellationToken);

    private async ValueTask<ShardView> ReadOnAsync(ShardView view, int shard, CancellationToken cancellationToken)
    {
        while (true)
        {
            var slice = await services.Log
                .ReadAsync(services.Plan.Keys[stage].Topic, shard, view.Next, services.Options.PieceSize, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            if (slice.Next <= view.Next)
            {
                return view;
            }

            view = slice.Records.Aggregate(view, (seen, record) => seen.With(record)) with { Next = slice.Next };
        }
    }
}
