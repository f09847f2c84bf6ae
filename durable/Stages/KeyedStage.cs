using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>A keyed stage (Window or Score) with all its shards. Shards run in parallel, each on one thread at a time.</summary>
public sealed class KeyedStage : IAsyncDisposable
{
    private readonly StageServices _services;
    private readonly WriterSlot _writer;
    private readonly ShardRunner[] _shards;
    private readonly SemaphoreSlim[] _turns;

    /// <summary>Of one key of the plan.</summary>
    /// <param name="services">What it works with.</param>
    /// <param name="stage">The key's number in the plan.</param>
    public KeyedStage(StageServices services, int stage)
    {
        ArgumentNullException.ThrowIfNull(services);
        _services = services;
        Topic = services.Plan.Keys[stage].Topic;
        _writer = new WriterSlot(services.Log, services.Time);
        var next = stage + 1 < services.Plan.Keys.Length ? new OriginGate(services, stage + 1) : null;
        _shards = [.. Enumerable.Range(0, services.Plan.Shards).Select(shard => new ShardRunner(services, stage, shard, _writer, next))];
        _turns = [.. _shards.Select(_ => new SemaphoreSlim(1))];
    }

    /// <summary>The keyed topic.</summary>
    public string Topic { get; }

    /// <summary>The offset of a shard below which everything is folded, acknowledged and told: what a host may commit. -1: not known yet.</summary>
    /// <param name="shard">The shard.</param>
    public long Settled(int shard) => _shards[shard].Settled;

    /// <summary>The next offset that a shard folds; null while it is not in memory.</summary>
    /// <param name="shard">The shard.</param>
    public long? Position(int shard) => _shards[shard].Position;

    /// <summary>A shard's watermark, milliseconds since the epoch; null while it has none or is not in memory.</summary>
    /// <param name="shard">The shard.</param>
    public long? Watermark(int shard) => _shards[shard].Watermark;

    /// <summary>Time since a shard's last confirmed checkpoint; zero while that covers all that is folded, null while the shard is not in memory.</summary>
    /// <param name="shard">The shard.</param>
    public TimeSpan? CheckpointAge(int shard) => _shards[shard].CheckpointAge;

    /// <summary>The model in force in a shard; null while there is none or the shard is not in memory.</summary>
    /// <param name="shard">The shard.</param>
    public Activation? ActivationInForce(int shard) => _shards[shard].ActivationInForce;

    /// <summary>The reference tables in force in a shard; none while the shard is not in memory.</summary>
    /// <param name="shard">The shard.</param>
    public ImmutableArray<Activation> TablesInForce(int shard) => _shards[shard].TablesInForce;

    /// <summary>Runs a batch that may mix partitions, repeat what was run, or leave holes.</summary>
    /// <param name="records">The batch.</param>
    /// <param name="mayDefer">
    /// The caller will run every shard again, or settle it: progress may wait for its interval. One that calls only where there are more records says false: then progress waits
    /// only in a shard whose log already holds another batch, and whoever gets that one tells it, this stage or the one that recovers the shard.
    /// </param>
    /// <param name="cancellationToken">Ends the run.</param>
    public Task RunAsync(IReadOnlyList<LogRecord> records, bool mayDefer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        return Task.WhenAll(records.GroupBy(record => record.Partition).Select(shard =>
            RunBatchAsync(shard.Key, [.. shard.OrderBy(record => record.Offset)], mayDefer, cancellationToken)));
    }

    /// <summary>Runs a batch of one shard, in offset order.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="records">At least one record.</param>
    /// <param name="mayDefer">The caller will run the shard again, or settle it: progress may wait for its interval.</param>
    /// <param name="cancellationToken">Ends the run; the shard is forgotten then.</param>
    public ValueTask RunShardAsync(int shard, IReadOnlyList<LogRecord> records, bool mayDefer, CancellationToken cancellationToken) =>
        InTurnAsync(shard, runner => runner.RunAsync(records, mayDefer, cancellationToken), cancellationToken);

    /// <summary>Brings a shard into memory and up to its log's end.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public ValueTask StartAsync(int shard, CancellationToken cancellationToken) => InTurnAsync(shard, runner => runner.StartAsync(cancellationToken), cancellationToken);

    /// <summary>Sends a shard's owed progress and offers a checkpoint that is due.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public ValueTask SettleAsync(int shard, CancellationToken cancellationToken) => InTurnAsync(shard, runner => runner.SettleAsync(cancellationToken), cancellationToken);

    /// <summary>A graceful stop of all shards: progress, then a checkpoint each.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        for (var shard = 0; shard < _shards.Length; shard++)
        {
            await StopAsync(shard, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A graceful stop of a shard: progress, then a checkpoint.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask StopAsync(int shard, CancellationToken cancellationToken) => InTurnAsync(shard, runner => runner.StopAsync(cancellationToken), cancellationToken);

    /// <summary>Forgets a shard, which is somebody else's now.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="cancellationToken">Ends the wait for what is under way.</param>
    public ValueTask ForgetAsync(int shard, CancellationToken cancellationToken) => InTurnAsync(shard, runner => runner.DisposeAsync(), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        foreach (var shard in _shards)
        {
            await shard.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var turn in _turns)
        {
            turn.Dispose();
        }
    }

    private async Task RunBatchAsync(int shard, IReadOnlyList<LogRecord> records, bool mayDefer, CancellationToken cancellationToken)
    {
        await RunShardAsync(shard, records, mayDefer: true, cancellationToken).ConfigureAwait(false);
        if (!mayDefer && _shards[shard] is { IsOwed: true, Position: { } position }
            && (await _services.Log.BoundsAsync(Topic, shard, cancellationToken).ConfigureAwait(false)).End <= position)
        {
            await SettleAsync(shard, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask InTurnAsync(int shard, Func<ShardRunner, ValueTask> run, CancellationToken cancellationToken)
    {
        await _turns[shard].WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await run(_shards[shard]).ConfigureAwait(false);
        }
        finally
        {
            _turns[shard].Release();
        }
    }
}
