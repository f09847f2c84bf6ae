using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Durable.Telemetry;
using Serverless.Kafka;
using Serverless.Local.Host.Blobs;
using Serverless.Local.Host.Faults;
using Serverless.Local.Host.Files;
using Serverless.Local.Host.Group;
using Serverless.Local.Host.Log;
using Serverless.Local.Host.Loops;
using Serverless.Streams;

namespace Serverless.Local.Host;

/// <summary>
/// Runs all stages of a pipeline in one process: sources and outputs on Kafka, keyed topics on files or on Kafka. On Kafka several hosts share the
/// partitions of sources and keyed topics through a consumer group, and one of them, which has the first shard, runs Clock. What ends it is a token (graceful) or a failure that trying again can't mend.
/// </summary>
public sealed class PipelineHost : IAsyncDisposable
{
    private readonly HostOptions _options;
    private readonly KafkaSettings _settings;
    private readonly KafkaLog _kafka;
    private readonly FileLog? _files;
    private readonly QueuedCheckpoints _checkpoints;
    private readonly StageServices _services;
    private readonly Action<string> _notice;
    private readonly ImmutableArray<KeyedStage> _stages;
    private readonly ImmutableArray<CleanseStage> _sources;
    private readonly PartitionStates _states = new();
    private readonly HostView _view;
    private readonly Troubles _troubles = new();
    private volatile GroupLoop? _group;
    private readonly ShardGauges _gauges;
    private volatile string? _phase = "it has not been started";

    private PipelineHost(
        HostOptions options, KafkaSettings settings, KafkaLog kafka, FileLog? files, QueuedCheckpoints checkpoints, StageServices services, Action<string> notice)
    {
        (_options, _settings, _kafka, _files, _checkpoints, _services, _notice) = (options, settings, kafka, files, checkpoints, services, notice);
        _stages = [.. services.Plan.Keys.Select(key => new KeyedStage(services, key.Index))];
        _sources = [.. services.Plan.Sources.Select(source => new CleanseStage(services, source.Index))];
        _view = new HostView(services, _states, _stages, _sources);
        _gauges = new ShardGauges(_stages, services.Plan.Shards, services.Time);
    }

    /// <summary>What was counted since the start.</summary>
    public PipelineCounters Counters => _services.Counters;

    /// <summary>The epoch of the sources.</summary>
    public long Epoch => _services.Options.Epoch;

    /// <summary>Connects to the logs and checks that they fit the plan.</summary>
    /// <param name="plan">The pipeline.</param>
    /// <param name="options">The settings.</param>
    /// <param name="kafka">Where sources and outputs are.</param>
    /// <param name="inference">The models; null in a pipeline without one.</param>
    /// <param name="notice">Is told in one line what went wrong, or was repaired; from any thread.</param>
    /// <param name="time">The clock; the system's where null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The host, not yet running.</returns>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    /// <exception cref="CheckpointException">A setting of the checkpoints is wrong.</exception>
    /// <exception cref="LogException">No broker answers, the folder is taken or damaged, or topics do not fit the plan.</exception>
    public static async Task<PipelineHost> OpenAsync(
        PipelinePlan plan, HostOptions options, KafkaSettings kafka, IInference? inference, Action<string> notice, TimeProvider? time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        HostThreads.Prepare(plan);
        time ??= TimeProvider.System;
        var kafkaLog = await KafkaLog.ConnectAsync(kafka, cancellationToken).ConfigureAwait(false);
        FileLog? files = null;
        try
        {
            var epoch = await EpochReader.ReadAsync(kafkaLog, cancellationToken).ConfigureAwait(false);
            var stages = options.Stages with { Epoch = epoch?.Count ?? kafka.Epoch };
            files = options.Log == LogKind.Files ? OpenFiles(plan, options, time, notice) : null;
            ILog log = files is null ? kafkaLog : new RoutedLog(files, kafkaLog, plan.Keys.Select(key => key.Topic).ToHashSet(StringComparer.Ordinal));
            await TopicCheck.RunAsync(plan, log, cancellationToken).ConfigureAwait(false);
            var store = (options.Checkpoints ?? new CheckpointSettings(options.DataDirectory)).Open(time);
            if (options.Failpoint is { } failpoint)
            {
                (log, store) = (new FailingLog(log, failpoint), new FailingCheckpoints(store, failpoint));
            }

            var checkpoints = new QueuedCheckpoints(store);
            return new PipelineHost(options, kafka, kafkaLog, files, checkpoints, new StageServices(plan, log, checkpoints, inference, time, stages) { Notice = notice }, notice);
        }
        catch
        {
            if (files is not null)
            {
                await files.DisposeAsync().ConfigureAwait(false);
            }

            await kafkaLog.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs until it is stopped: sources first, then what is under way is drained, checkpoints are written, offsets committed.</summary>
    /// <param name="stop">Asks for the graceful stop.</param>
    /// <returns>A task that ends with the stop.</returns>
    /// <exception cref="Exception">The failure that ended it.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var run = new HostRun(_services, _options, _troubles, _notice);
        await using var open = run.ConfigureAwait(false);
        using var stopping = stop.Register(run.StopSources);
        await (_files is null ? RunInGroupAsync(run) : RunAloneAsync(run)).ConfigureAwait(false);
        _phase = "it is being stopped";
        await run.StopAsync(_stages, _view).ConfigureAwait(false);
        await _checkpoints.FlushAsync().ConfigureAwait(false);
    }

    private async Task RunAloneAsync(HostRun run)
    {
        _phase = "Clock has not ticked yet";
        var clock = new ClockLoop(run.Context(run.KeyedStop), () => true, _options.TickInterval);
        run.Start(clock.RunAsync, isSource: false);
        if (!await run.ReachesAsync(clock.FirstTick).ConfigureAwait(false))
        {
            return;
        }

        _phase = null;
        StartShards(run);
        if (await run.ReachesAsync(_states.AllReady).ConfigureAwait(false))
        {
            for (var index = 0; index < _sources.Length; index++)
            {
                run.Start(new SourceLoop(run.Context(run.SourceStop), _services.Plan.Sources[index], _settings, _sources[index], _states).RunAsync, isSource: true);
            }

            await run.WaitForStopAsync().ConfigureAwait(false);
        }
    }

    private Task RunInGroupAsync(HostRun run)
    {
        _phase = null;
        var (first, context) = (_stages[0].Topic, run.Context(run.KeyedStop));
        var shares = new GroupShares(_services, _settings, _states, _options.StopTimeout);
        _group = new GroupLoop(context, _kafka, shares.Of(run, _stages, _sources));
        run.Start(new ClockLoop(context, () => _states.Has(first, 0), _options.TickInterval).RunAsync, isSource: false);
        run.Start(_group.RunAsync, isSource: false);
        return run.WaitForStopAsync();
    }

    /// <summary>How it is doing.</summary>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>The status.</returns>
    public async ValueTask<HostStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var reason = _phase ?? (_group is { IsJoined: false } ? "its consumer group has not given it its share yet" : _troubles.First() ?? _states.Missing());
        return await _view.StatusAsync(reason, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _gauges.Dispose();
        foreach (var source in _sources)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var stage in _stages)
        {
            await stage.DisposeAsync().ConfigureAwait(false);
        }

        await _checkpoints.DisposeAsync().ConfigureAwait(false);
        if (_files is not null)
        {
            await _files.DisposeAsync().ConfigureAwait(false);
        }

        await _kafka.DisposeAsync().ConfigureAwait(false);
    }

    private static FileLog OpenFiles(PipelinePlan plan, HostOptions options, TimeProvider time, Action<string> notice)
    {
        var files = FileLog.Open(new FileLogOptions { Directory = options.DataDirectory, Durability = options.Durability }, time, notice);
        foreach (var key in plan.Keys)
        {
            files.CreateTopic(key.Topic, plan.Shards);
        }

        return files;
    }

    private void StartShards(HostRun run)
    {
        var context = run.Context(run.KeyedStop);
        foreach (var stage in _stages)
        {
            _states.Set(stage.Topic, Enumerable.Range(0, _services.Plan.Shards), false);
        }

        foreach (var stage in _stages)
        {
            for (var shard = 0; shard < _services.Plan.Shards; shard++)
            {
                run.Start(new ShardLoop(context, stage, shard, _states).RunAsync, isSource: false);
            }
        }

        run.Start(new RetentionLoop(context, _files!, _options.LogRetention).RunAsync, isSource: false);
    }
}
