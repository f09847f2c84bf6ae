using System.Collections.Immutable;
using Serverless.Durable.Checkpoints;
using Serverless.Durable.Ports;
using Serverless.Durable.Telemetry;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>
/// Runs one shard: fold, publish, await, offer a checkpoint. There is one recovery path, taken at an ordinary start, after a crash, a rebalance, a failed publish or a stolen shard:
/// forget the shard, load its checkpoint, read the log forward, stay silent up to the last id already published. One thread at a time.
/// </summary>
internal sealed class ShardRunner(StageServices services, int stage, int number, WriterSlot writer, OriginGate? next) : IAsyncDisposable
{
    private readonly ShardId _shard = new(services.Plan.Keys[stage].Topic, number);
    private readonly FoldBatch _batch = new(services.Plan);
    private readonly FoldCountsReporter _reporter = new(services.Counters);
    private LoadedShard? _loaded;
    private BatchEncoder? _encoder;
    private ProgressSender? _progress;

    /// <summary>The offset below which everything is folded, acknowledged and told: what a host may commit. -1 while the shard is not in memory.</summary>
    public long Settled => _loaded is { } loaded && _progress is { IsOwed: false } ? loaded.Fold.Position : -1;

    /// <summary>Whether progress waits for its interval.</summary>
    public bool IsOwed => _loaded is not null && _progress is { IsOwed: true };

    /// <summary>The next offset to fold; null while the shard is not in memory.</summary>
    public long? Position => _loaded?.Fold.Position;

    /// <summary>The shard's watermark; null while it has none or is not in memory. A glance from another thread.</summary>
    public long? Watermark => _loaded is { } loaded && loaded.Fold.Origins.Watermark is > long.MinValue and var watermark ? watermark : null;

    /// <summary>See <see cref="KeyedStage.CheckpointAge"/>. A glance from another thread.</summary>
    public TimeSpan? CheckpointAge =>
        _loaded is not { } loaded ? null
        : loaded.Fold.Position > loaded.Checkpoints.Position ? services.Time.GetUtcNow() - loaded.Checkpoints.Confirmed : TimeSpan.Zero;

    /// <summary>The tables in force; none while the shard is not in memory. A glance from another thread.</summary>
    public ImmutableArray<Activation> TablesInForce => _loaded is { } loaded ? [.. loaded.Fold.InForce.Tables.OfType<Activation>()] : [];

    /// <summary>The model in force; null while there is none or the shard is not in memory.</summary>
    public Activation? ActivationInForce => _loaded?.Fold.ActivationInForce;

    /// <summary>Runs a batch of the shard's records.</summary>
    /// <param name="records">In offset order; may overlap with what was run before, or leave a hole.</param>
    /// <param name="mayDefer">The caller will run the shard again, or call <see cref="SettleAsync"/>: progress may wait for its interval.</param>
    /// <param name="cancellationToken">Ends the run; the shard is forgotten then.</param>
    public async ValueTask RunAsync(IReadOnlyList<LogRecord> records, bool mayDefer, CancellationToken cancellationToken)
    {
        using var span = new BatchSpan(services.Time, services.Options.Group, records);
        try
        {
            // A shard that was loaded before its log had a first record has no numbers yet: recovery gives and confirms them.
            if (_loaded is null || _loaded.Fold.Numbers.AreMissing || records[0].Offset > _loaded.Fold.Position)
            {
                await RecoverAsync(cancellationToken).ConfigureAwait(false);
            }

            await RunPiecesAsync(records, Silence.None, mayDefer, cancellationToken).ConfigureAwait(false);
            await OfferIfDueAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            span.Fail(failure);
            Forget();
            throw;
        }
    }

    /// <summary>Brings the shard into memory and up to its log's end, without waiting for a record.</summary>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RecoverAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Forget();
            throw;
        }
    }

    /// <summary>Sends the progress that is still owed and offers a checkpoint that is due. For callers that let it be deferred.</summary>
    public async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        if (_loaded is null)
        {
            return;
        }

        try
        {
            await _progress!.SendAsync(cancellationToken).ConfigureAwait(false);
            await OfferIfDueAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Forget();
            throw;
        }
    }

    /// <summary>A graceful stop: progress, then a checkpoint of all that is acknowledged.</summary>
    public async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        if (_loaded is not { } loaded)
        {
            return;
        }

        await _progress!.SendAsync(cancellationToken).ConfigureAwait(false);
        if (loaded.Fold.Position > loaded.Checkpoints.Position)
        {
            await loaded.Checkpoints.OfferAsync(loaded.Fold.Position, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync()
    {
        Forget();
        return ValueTask.CompletedTask;
    }

    private void Forget()
    {
        _encoder?.Dispose();
        (_loaded, _encoder, _progress) = (null, null, null);
    }

    private async ValueTask RecoverAsync(CancellationToken cancellationToken)
    {
        Forget();
        var started = services.Time.GetTimestamp();
        services.Counters.Add(PipelineCounters.Recoveries);
        var loaded = await ShardRecovery.LoadAsync(services, stage, _shard, cancellationToken).ConfigureAwait(false);
        var encoder = new BatchEncoder(services, loaded.Fold, number);
        var isLast = stage == services.Plan.Keys.Length - 1;
        var silence = isLast && services.Plan.Keeps(ProtocolRule.TailIsRead) ? await Silence.ReadAsync(services.Log, services.Plan, encoder.Outputs.Writer, cancellationToken).ConfigureAwait(false) : Silence.None;
        var bounds = await services.Log.BoundsAsync(_shard.Topic, number, cancellationToken).ConfigureAwait(false);
        var lost = ShardRecovery.Compare(services, _shard, loaded.Fold.Position, silence.LastOffset, bounds);
        (_loaded, _encoder, _progress) = (loaded, encoder, new ProgressSender(services, _shard, loaded.Fold, encoder.Outputs, writer));
        _reporter.Start(loaded.Fold.Counts);
        if (lost > 0)
        {
            await SkipAsync(loaded, bounds.Start, cancellationToken).ConfigureAwait(false);
        }

        for (var target = 0; next is not null && target < services.Plan.Shards && services.Plan.Keeps(ProtocolRule.GateBeforeFirstAppend); target++)
        {
            await next.PassAsync(target, encoder.Outputs.Self, cancellationToken).ConfigureAwait(false);
        }

        await ReadForwardAsync(loaded, silence, bounds.End, cancellationToken).ConfigureAwait(false);
        PipelineMeter.Recovered(services.Time.GetElapsedTime(started), _shard.Topic);
    }

    /// <summary>From the checkpoint to the log's end, in bounded pieces. Each publishes, tells its progress and awaits it, as a batch does.</summary>
    private async ValueTask ReadForwardAsync(LoadedShard loaded, Silence silence, long end, CancellationToken cancellationToken)
    {
        while (loaded.Fold.Position < end)
        {
            var confirm = loaded.Fold.Numbers.AreMissing;
            var slice = await services.Log
                .ReadAsync(_shard.Topic, number, loaded.Fold.Position, confirm ? 1 : services.Options.PieceSize, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            if (slice.Next <= loaded.Fold.Position)
            {
                throw new LogException($"{_shard}: the log ends at {slice.Next}, but said {end}.");
            }

            _progress!.IsMuted = !services.Plan.Keeps(ProtocolRule.RecoveryTellsProgress);
            await RunPiecesAsync(slice.Records, silence, mayDefer: slice.Next < end, cancellationToken).ConfigureAwait(false);

            _progress.IsMuted = false;
            loaded.Fold.Position = Math.Max(loaded.Fold.Position, slice.Next);
            if (confirm)
            {
                await NumberAsync(loaded, cancellationToken).ConfigureAwait(false);
            }

            await OfferIfDueAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What is lost is raised before anything goes on without it. The first record that is left may already be an event: numbers come before it.</summary>
    private async ValueTask SkipAsync(LoadedShard loaded, long start, CancellationToken cancellationToken)
    {
        var of = new WriterId(_shard.Topic, services.Plan.Generation, number);
        await LossReport.SendAsync(services, writer, of, loaded.Fold.Position, start, cancellationToken).ConfigureAwait(false);
        loaded.Fold.Position = start;
        if (loaded.Fold.Numbers.AreMissing)
        {
            await NumberAsync(loaded, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Definitions without a number get one, and speak only after it was read back from the store.</summary>
    private async ValueTask NumberAsync(LoadedShard loaded, CancellationToken cancellationToken)
    {
        loaded.Fold.Numbers.Assign(loaded.Fold.Position);
        await _progress!.SendAsync(cancellationToken).ConfigureAwait(false);
        if (services.Plan.Keeps(ProtocolRule.NumbersAreConfirmed))
        {
            await loaded.Checkpoints.ConfirmAsync(loaded.Fold.Position, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask RunPiecesAsync(IReadOnlyList<LogRecord> records, Silence silence, bool mayDefer, CancellationToken cancellationToken)
    {
        var (fold, index) = (_loaded!.Fold, 0);
        while (index < records.Count && records[index].Offset < fold.Position)
        {
            index++;
        }

        while (index < records.Count)
        {
            _batch.Clear();
            var inForce = fold.InForce;
            for (var left = services.Options.PieceSize; left > 0 && index < records.Count; left--)
            {
                _progress!.Note(records[index]);
                fold.Apply(records[index++], _batch);
            }

            if (!services.Plan.Keeps(ProtocolRule.OfferAfterAcknowledgements))
            {
                await OfferIfDueAsync(cancellationToken).ConfigureAwait(false);
            }

            await _encoder!.ScoreAsync(_batch, silence, cancellationToken).ConfigureAwait(false);
            while (_encoder.HasMore(_batch))
            {
                var outgoing = _encoder.Encode(_batch, silence, services.Options.OutputPieceSize);
                await PublishAsync(outgoing, cancellationToken).ConfigureAwait(false);
                _encoder.Acknowledged(services.Time.GetUtcNow());
                _progress!.Sent(outgoing);
            }

            _reporter.Report(fold.Counts);
            if (fold.InForce != inForce)
            {
                services.Counters.Add(PipelineCounters.Swaps);
            }

            if (index == records.Count && !mayDefer)
            {
                await _progress!.SendAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await _progress!.SendIfDueAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// What lies below the tails of predictions and routes is not scored again after a crash, so the dead letters that scoring made have to stand before they do:
    /// else a prediction lands, the dead letter of a row before it does not, and nobody makes it again.
    /// </summary>
    private async ValueTask PublishAsync(List<OutgoingRecord> outgoing, CancellationToken cancellationToken)
    {
        var dead = outgoing.FindAll(record => record.Topic == services.Plan.Dead);
        if (dead.Count > 0 && dead.Count < outgoing.Count)
        {
            await writer.AppendAsync(dead, cancellationToken).ConfigureAwait(false);
            outgoing.RemoveAll(record => record.Topic == services.Plan.Dead);
        }

        await writer.AppendAsync(outgoing, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask OfferIfDueAsync(CancellationToken cancellationToken)
    {
        // What is not told yet must not be in a checkpoint: a crash would leave it untold for ever.
        var loaded = _loaded!;
        if (loaded.Checkpoints.IsDue(loaded.Fold.Position))
        {
            await _progress!.SendAsync(cancellationToken).ConfigureAwait(false);
            await loaded.Checkpoints.OfferAsync(loaded.Fold.Position, cancellationToken).ConfigureAwait(false);
        }
    }
}
