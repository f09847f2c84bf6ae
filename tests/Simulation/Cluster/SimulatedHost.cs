using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Streams;
using Serverless.Streams.Plan;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>A process that runs the real stages, driven as the trigger of Azure Functions and the local host drive them: batches overlap, leave holes, mix, repeat.</summary>
internal sealed class SimulatedHost
{
    private const int BatchSize = 6;

    private readonly SimulatedStorage _storage;
    private readonly SimulatedInstance _instance;
    private readonly SimulatedLog _log;
    private readonly StageServices _services;
    private readonly bool _isLast;

    public SimulatedHost(PipelinePlan plan, SimulatedStorage storage, SimulatedInstance instance, SimulatedModels models, bool isLast)
    {
        (_storage, _instance, _isLast) = (storage, instance, isLast);
        _log = new SimulatedLog(storage, instance);
        var random = instance.Scheduler.Random;
        _services = new StageServices(plan, _log, new SimulatedCheckpoints(storage, instance), models, instance.Scheduler.Time, Options)
        {
            NewGuid = () =>
            {
                var bytes = new byte[16];
                random.NextBytes(bytes);
                return new Guid(bytes);
            },
        };
    }

    public static StageOptions Options { get; } = new()
    {
        PieceSize = 8,
        CheckpointRecords = 25,
        CheckpointInterval = TimeSpan.FromSeconds(3),
        CheckpointPause = TimeSpan.FromMilliseconds(200),
        ProgressInterval = TimeSpan.FromMilliseconds(300),
        GateTimeout = TimeSpan.FromSeconds(2),
    };

    public bool IsStopped { get; set; }

    public bool TicksOn { get; set; } = true;

    public void Start()
    {
        foreach (var source in _services.Plan.Sources)
        {
            _ = CleanseAsync(source.Index);
        }

        foreach (var key in _services.Plan.Keys)
        {
            var stage = new KeyedStage(_services, key.Index);
            for (var shard = 0; shard < _services.Plan.Shards; shard++)
            {
                _ = FoldAsync(stage, shard);
            }
        }

        _ = TickAsync();
    }

    private Random Random => _instance.Scheduler.Random;

    private async Task CleanseAsync(int source)
    {
        var topic = _services.Plan.Sources[source].Topic;
        var stage = new CleanseStage(_services, source);
        var next = new long[_storage.Topics[topic]];
        for (var partition = 0; partition < next.Length; partition++)
        {
            next[partition] = _storage.Committed.GetValueOrDefault((topic, partition));
        }

        for (var failures = 0; !_instance.IsDead;)
        {
            try
            {
                await _instance.StepAsync("trigger").ConfigureAwait(false);
                var batch = new List<Streams.Records.LogRecord>();
                for (var partition = 0; partition < next.Length; partition++)
                {
                    var records = _storage.Partition(topic, partition);
                    var from = From(next[partition], topic, partition);
                    batch.AddRange(records.Skip((int)from).Take(Random.Next(BatchSize)));
                    next[partition] = batch.Count > 0 && batch[^1].Partition == partition ? batch[^1].Offset + 1 : from;
                }

                if (!_storage.Keeps(ProtocolRule.CommitAfterAcknowledgements))
                {
                    foreach (var partition in batch.GroupBy(record => record.Partition))
                    {
                        await _log.CommitAsync(string.Empty, topic, partition.Key, partition.Max(record => record.Offset) + 1, default).ConfigureAwait(false);
                    }
                }

                if (batch.Count > 0)
                {
                    await stage.RunAsync(batch, mayDefer: Random.Next(2) == 0, default).ConfigureAwait(false);
                }
                else
                {
                    await stage.SettleAsync(default).ConfigureAwait(false);
                }

                for (var partition = 0; partition < next.Length; partition++)
                {
                    if (stage.Settled(partition) is { } settled)
                    {
                        await _log.CommitAsync(string.Empty, topic, partition, settled, default).ConfigureAwait(false);
                    }
                }

                failures = 0;
            }
            catch (Exception failure) when (IsInfrastructure(failure))
            {
                // The trigger goes on from what is committed.
                for (var partition = 0; partition < next.Length; partition++)
                {
                    next[partition] = _storage.Committed.GetValueOrDefault((topic, partition));
                }

                await PauseAsync(failures++).ConfigureAwait(false);
            }
            catch (Exception defect)
            {
                Fail(defect);
            }
        }
    }

    /// <summary>Where the next batch starts: a lost batch, a repeat, or simply the next.</summary>
    private long From(long next, string topic, int partition)
    {
        var end = _storage.Partition(topic, partition).Count;
        if (_instance.FaultRate == 0 || Random.NextDouble() >= 5 * _instance.FaultRate)
        {
            return _isLast && next == end ? Math.Min(end, _storage.Committed.GetValueOrDefault((topic, partition))) : next;
        }

        return Random.Next(2) == 0 ? Math.Min(end, next + Random.Next(1, 4)) : Math.Max(0, next - Random.Next(1, 6));
    }

    private async Task FoldAsync(KeyedStage stage, int shard)
    {
        for (var failures = 0; !_instance.IsDead;)
        {
            try
            {
                await _instance.StepAsync("trigger").ConfigureAwait(false);
                var from = From(stage.Position(shard) ?? _storage.Committed.GetValueOrDefault((stage.Topic, shard)), stage.Topic, shard);
                var records = _storage.Partition(stage.Topic, shard).Skip((int)from).Take(Random.Next(1, BatchSize * 2)).ToList();
                if (records.Count > 0)
                {
                    await stage.RunShardAsync(shard, records, mayDefer: Random.Next(2) == 0, default).ConfigureAwait(false);
                }
                else if (_isLast && stage.Position(shard) is null)
                {
                    await stage.StartAsync(shard, default).ConfigureAwait(false);
                }
                else
                {
                    await stage.SettleAsync(shard, default).ConfigureAwait(false);
                }

                if (stage.Settled(shard) is var settled and >= 0)
                {
                    await _log.CommitAsync(string.Empty, stage.Topic, shard, settled, default).ConfigureAwait(false);
                }

                failures = 0;
            }
            catch (Exception failure) when (IsInfrastructure(failure))
            {
                await PauseAsync(failures++).ConfigureAwait(false);
            }
            catch (Exception defect)
            {
                Fail(defect);
            }
        }
    }

    private async Task TickAsync()
    {
        var clock = new Clock(_services);
        while (!_instance.IsDead)
        {
            try
            {
                if (TicksOn)
                {
                    await clock.TickAsync(default).ConfigureAwait(false);
                }

                await Task.Delay(TimeSpan.FromSeconds(1), _services.Time).ConfigureAwait(false);
                await _instance.StepAsync("tick").ConfigureAwait(false);
            }
            catch (Exception failure) when (IsInfrastructure(failure))
            {
                await PauseAsync(0).ConfigureAwait(false);
            }
            catch (Exception defect)
            {
                Fail(defect);
            }
        }
    }

    private static bool IsInfrastructure(Exception failure) => failure is LogException { IsFatal: false } or CheckpointException { IsFatal: false } or ArtifactException
        || failure.GetType().Name == "ShardTakenException";

    private async Task PauseAsync(int failures)
    {
        await Task.Delay(Backoff.Pause(Math.Min(failures, 4)), _services.Time).ConfigureAwait(false);
        await _instance.StepAsync("backoff").ConfigureAwait(false);
    }

    private void Fail(Exception defect)
    {
        _instance.Scheduler.Note($"{_instance.Name}: {defect}");
        Defect ??= defect;
        _instance.Kill();
    }

    /// <summary>What should never have been thrown.</summary>
    public Exception? Defect { get; private set; }
}
