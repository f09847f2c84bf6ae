using Serverless.Durable.Ports;
using Serverless.Streams.Fold;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>
/// Before an origin appends its first record to a shard, that shard's log must name it, and an activation where the shard scores: otherwise a first-time origin is overtaken,
/// or an event has no model. Clock writes both; till then an appender waits, then throws.
/// </summary>
internal sealed class OriginGate(StageServices services, int stage)
{
    private readonly Dictionary<int, ShardView> _views = [];
    private readonly HashSet<(int Shard, OriginId Origin)> _open = [];

    public async ValueTask PassAsync(int shard, OriginId origin, CancellationToken cancellationToken)
    {
        if (_open.Contains((shard, origin)))
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

        _open.Add((shard, origin));
    }

    private async ValueTask<bool> IsNamedAsync(int shard, OriginId origin, CancellationToken cancellationToken)
    {
        if (!_views.TryGetValue(shard, out var view))
        {
            view = await LoadAsync(shard, cancellationToken).ConfigureAwait(false);
            _views[shard] = view;
        }

        if (!IsReady(view, origin))
        {
            await ReadOnAsync(view, shard, cancellationToken).ConfigureAwait(false);
        }

        return IsReady(view, origin);
    }

    private bool IsReady(ShardView view, OriginId origin) =>
        view.Origins.Names(origin) && (stage < services.Plan.Keys.Length - 1 || services.Plan.Model is not { } model || view.Activated.Contains(model.Name));

    private async ValueTask<ShardView> LoadAsync(int shard, CancellationToken cancellationToken)
    {
        var id = new ShardId(services.Plan.Keys[stage].Topic, shard);
        var stored = await services.Checkpoints.LoadAsync(id, cancellationToken).ConfigureAwait(false);

        // Every segment has a head: the newest tells.
        var newest = !stored.Inline.IsEmpty ? stored.Inline
            : stored.Segments.IsEmpty ? default
            : await services.Checkpoints.ReadSegmentAsync(id, stored.Segments[^1], cancellationToken).ConfigureAwait(false);
        var fold = new KeyedFold(services.Plan, stage);
        new FoldState(fold, Horizon.None).LoadHead(newest);
        return new ShardView { Next = stored.Position, Origins = fold.Origins.List, Activated = [.. fold.Activations.Keys] };
    }

    private async ValueTask ReadOnAsync(ShardView view, int shard, CancellationToken cancellationToken)
    {
        while (true)
        {
            var slice = await services.Log
                .ReadAsync(services.Plan.Keys[stage].Topic, shard, view.Next, services.Options.PieceSize, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            if (slice.Next <= view.Next)
            {
                return;
            }

            view.Next = slice.Next;
            foreach (var record in slice.Records)
            {
                view.See(record);
            }
        }
    }
}
