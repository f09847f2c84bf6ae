using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Durable.Telemetry;
using Serverless.Kafka;
using Serverless.Local.Host.Files;
using Serverless.Local.Host.Log;
using Serverless.Local.Host.Loops;
using Serverless.Streams;

namespace Serverless.Local.Host;

/// <summary>
/// Runs all stages of a pipeline in one process: sources and outputs on Kafka, keyed topics on files or on Kafka, checkpoints on files.
/// What ends it is a token (graceful) or a failure that trying again can't mend.
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
    private readonly Clock _clock;
    private readonly ShardStates _states;
    private volatile string? _phase = "it has not been started";

    private PipelineHost(
        HostOptions options, KafkaSettings settings, KafkaLog kafka, FileLog? files, QueuedCheckpoints checkpoints, StageServices services, Action<string> notice)
    {
        (_options, _settings, _kafka, _files, _checkpoints, _services, _notice) = (options, settings, kafka, files, checkpoints, services, notice);
        _stages = [.. services.Plan.Keys.Select(key => new KeyedStage(services, key.Index))];
        _sources = [.. services.Plan.Sources.Select(source => new CleanseStage(services, source.Index))];
        _clock = new Clock(services);
        _states = new ShardStates(_stages.Select(stage => (stage.Topic, services.Plan.Shards)));
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
            var checkpoints = new QueuedCheckpoints(new FileCheckpoints(options.DataDirectory, time));
            return new PipelineHost(options, kafka, kafkaLog, files, checkpoints, new StageServices(plan, log, checkpoints, inference, time, stages), notice);
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
        var run = new HostRun(_services, _options, _notice);
        await using var open = run.ConfigureAwait(false);
        using var stopping = stop.Register(run.StopSources);
        _phase = "Clock has not ticked yet";
        var clock = new ClockLoop(run.Context(run.KeyedStop), _clock, _options.TickInterval);
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
                run.Start(new SourceLoop(run.Context(run.SourceStop), _services.Plan.Sources[index], _settings, _sources[index]).RunAsync, isSource: true);
            }

            await run.WaitForStopAsync().ConfigureAwait(false);
        }

        _phase = "it is being stopped";
        await run.StopAsync(_stages, this).ConfigureAwait(false);
        await _checkpoints.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>How it is doing.</summary>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>The status.</returns>
    public async ValueTask<HostStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var lag = 0L;
        foreach (var stage in _stages)
        {
            lag += await LagAsync(stage, cancellationToken).ConfigureAwait(false);
        }

        var reason = _phase ?? _states.Missing();
        return new HostStatus(reason is null, reason, Epoch, lag, LeastWatermark(), ModelsInForce(), AllCounters());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var stage in _stages)
        {
            await stage.DisposeAsync().ConfigureAwait(false);
        }

        await _clock.DisposeAsync().ConfigureAwait(false);
        await _checkpoints.DisposeAsync().ConfigureAwait(false);
        if (_files is not null)
        {
            await _files.DisposeAsync().ConfigureAwait(false);
        }

        await _kafka.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Records of a stage's topic that are not folded yet.</summary>
    internal async ValueTask<long> LagAsync(KeyedStage stage, CancellationToken cancellationToken)
    {
        var lag = 0L;
        for (var shard = 0; shard < _services.Plan.Shards; shard++)
        {
            if (stage.Position(shard) is { } position)
            {
                var bounds = await _services.Log.BoundsAsync(stage.Topic, shard, cancellationToken).ConfigureAwait(false);
                lag += Math.Max(0, bounds.End - position);
            }
        }

        return lag;
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
            if (_files is null)
            {
                run.Start(new FeedLoop(context, _settings, stage, _services.Plan.Shards, _states).RunAsync, isSource: false);
                continue;
            }

            for (var shard = 0; shard < _services.Plan.Shards; shard++)
            {
                run.Start(new ShardLoop(context, stage, shard, _states).RunAsync, isSource: false);
            }
        }

        if (_files is not null)
        {
            run.Start(new RetentionLoop(context, _files, _options.LogRetention).RunAsync, isSource: false);
        }
    }

    private long? LeastWatermark()
    {
        var least = long.MaxValue;
        for (var shard = 0; shard < _services.Plan.Shards; shard++)
        {
            least = Math.Min(least, _stages[^1].Watermark(shard) ?? long.MinValue);
        }

        return least == long.MinValue ? null : least;
    }

    private SortedDictionary<string, int> ModelsInForce()
    {
        var models = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var shard = 0; shard < _services.Plan.Shards; shard++)
        {
            if (_stages[^1].ActivationInForce(shard) is { } activation)
            {
                var name = $"{activation.Artifact}@{activation.Version}";
                models[name] = models.GetValueOrDefault(name) + 1;
            }
        }

        return models;
    }

    private Dictionary<string, IReadOnlyDictionary<string, long>> AllCounters() => HostCounters.Names.ToDictionary(name => name, Counters.Details, StringComparer.Ordinal);
}
