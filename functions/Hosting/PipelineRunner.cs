using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Durable.Stages;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Functions;

/// <summary>
/// Runs the stages for the functions: the very classes that the local host runs. Connects with the first batch. What this instance remembers of
/// a shard is a cache of its entity and the log.
/// </summary>
public sealed class PipelineRunner : IAsyncDisposable
{
    private readonly FunctionRoles _roles;
    private readonly FaultBackoff _backoff;
    private readonly EntityCheckpoints _checkpoints;
    private readonly Func<CancellationToken, Task<RunnerServices>> _connect;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Turn<CleanseStage>?[] _sources;
    private readonly KeyedStage?[] _keys;
    private readonly ShardUse[] _uses;
    private RunnerServices? _services;
    private Turn<Clock>? _clock;
    private SourceSweep? _sweep;

    internal PipelineRunner(
        PipelinePlan plan, FunctionRoles roles, FaultBackoff backoff, EntityCheckpoints checkpoints, TimeProvider time, Func<CancellationToken, Task<RunnerServices>> connect)
    {
        (Plan, _roles, _backoff, _checkpoints, _connect) = (plan, roles, backoff, checkpoints, connect);
        (_sources, _keys) = (new Turn<CleanseStage>?[plan.Sources.Length], new KeyedStage?[plan.Keys.Length]);
        _uses = [.. plan.Keys.Select(_ => new ShardUse(time))];
    }

    /// <summary>The pipeline.</summary>
    internal PipelinePlan Plan { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var stage in _sources)
        {
            if (stage is not null)
                await stage.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var stage in _keys)
        {
            if (stage is not null)
                await stage.DisposeAsync().ConfigureAwait(false);
        }

        if (_clock is not null)
            await _clock.DisposeAsync().ConfigureAwait(false);
        if (_services is not null)
            await _services.DisposeAsync().ConfigureAwait(false);
        _gate.Dispose();
    }

    internal Task CleanseAsync(string function, KafkaRecord[] records, DurableTaskClient client, CancellationToken cancellationToken)
    {
        _checkpoints.Use(client);
        var batch = TriggerRecords.Read(records);
        return _backoff.RunAsync(function, async () =>
        {
            var stage = await SourceAsync(_roles.SourceOf(function), cancellationToken).ConfigureAwait(false);

            // The function returns, and nobody may call again: what is owed must be told now.
            await stage.RunAsync(cleanse => cleanse.RunAsync(batch, mayDefer: false, cancellationToken), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    internal Task FoldAsync(string function, KafkaRecord[] records, DurableTaskClient client, CancellationToken cancellationToken)
    {
        _checkpoints.Use(client);
        var batch = TriggerRecords.Read(records);
        return _backoff.RunAsync(function, async () =>
        {
            var (key, use) = (_roles.KeyOf(function), _uses[_roles.KeyOf(function)]);
            var stage = await KeyAsync(key, cancellationToken).ConfigureAwait(false);
            use.Note(batch.Select(record => record.Partition).Distinct());
            await stage.RunAsync(batch, mayDefer: false, cancellationToken).ConfigureAwait(false);
            foreach (var shard in use.TakeIdle())
                await stage.ForgetAsync(shard, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    internal Task StoreAsync(string function, KafkaRecord[] records, CancellationToken cancellationToken)
    {
        var batch = TriggerRecords.Read(records);
        return _backoff.RunAsync(function, async () =>
        {
            var services = await ServicesAsync(cancellationToken).ConfigureAwait(false);
            await services.Sink!.RunAsync(batch, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    /// <summary>A tick of Clock, then a look at what the trigger may have lost. The timer runs one tick at a time.</summary>
    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        var clock = await LazyAsync(() => _clock, services => _clock = new Turn<Clock>(new Clock(services.Stages)), cancellationToken).ConfigureAwait(false);
        await clock.RunAsync(stage => stage.TickAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        _sweep ??= new SourceSweep(_services!.Stages);
        await _sweep.RunAsync(SweepAsync, cancellationToken).ConfigureAwait(false);

        async ValueTask SweepAsync(int source, IReadOnlyList<LogRecord> records)
        {
            var stage = await SourceAsync(source, cancellationToken).ConfigureAwait(false);
            await stage.RunAsync(cleanse => cleanse.RunAsync(records, mayDefer: false, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What the stages work with; connects where nobody has yet.</summary>
    internal ValueTask<RunnerServices> ServicesAsync(CancellationToken cancellationToken) => LazyAsync(() => _services, services => services, cancellationToken);

    /// <summary>A graceful stop: a checkpoint of every shard in memory, so that the next owner reads little.</summary>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var stage in _keys)
        {
            if (stage is not null)
                await stage.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask<Turn<CleanseStage>> SourceAsync(int source, CancellationToken cancellationToken) => LazyAsync(
        () => _sources[source], services => _sources[source] = new Turn<CleanseStage>(new CleanseStage(services.Stages, source)), cancellationToken);

    private ValueTask<KeyedStage> KeyAsync(int key, CancellationToken cancellationToken) =>
        LazyAsync(() => _keys[key], services => _keys[key] = new KeyedStage(services.Stages, key), cancellationToken);

    private async ValueTask<T> LazyAsync<T>(Func<T?> read, Func<RunnerServices, T> make, CancellationToken cancellationToken)
        where T : class
    {
        if (read() is { } made)
            return made;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _services ??= await ConnectAsync(cancellationToken).ConfigureAwait(false);
            return read() ?? make(_services);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<RunnerServices> ConnectAsync(CancellationToken cancellationToken)
    {
        var services = await _connect(cancellationToken).ConfigureAwait(false);
        try
        {
            await TopicCheck.RunAsync(services.Stages.Plan, services.Stages.Log, cancellationToken).ConfigureAwait(false);
            return services;
        }
        catch
        {
            await services.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
