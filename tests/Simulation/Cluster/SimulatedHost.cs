using Serverless.Durable.Checkpoints;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Faults;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>A process that runs the real stages, driven as the trigger of Azure Functions and the local host drive them: batches overlap, leave holes, mix, repeat.</summary>
internal sealed class SimulatedHost
{
    private const int BatchSize = 6;

    private readonly SimulatedWorld _world;
    private readonly SimulatedStorage _storage;
    private readonly SimulatedInstance _instance;
    private readonly SimulatedLog _log;
    private readonly StageServices _services;
    private readonly bool _isLast;

    public SimulatedHost(SimulatedWorld world, SimulatedInstance instance, bool isLast)
    {
        (_world, _storage, _instance, _isLast) = (world, world.Storage, instance, isLast);
        _log = new SimulatedLog(world, instance);
        _services = new StageServices(
            world.NextPlan(), _log, new SimulatedCheckpoints(world, instance), SimulatedInference.Of(world, instance), world.Scheduler.Time, SimulatedOptions.Of(world, instance))
        {
            NewGuid = () =>
            {
                var bytes = new byte[16];
                Random.NextBytes(bytes);
                return new Guid(bytes);
            },
        };
        instance.StartClock = () => _ = TickAsync(Random.Next(1, 6));
    }

    /// <summary>Whether Clock has nothing more to say.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>What should never have been thrown.</summary>
    public Exception? Defect { get; private set; }

    private Random Random => _world.Scheduler.Random;

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

        _ = TickAsync(int.MaxValue);
    }

    private async Task CleanseAsync(int source)
    {
        var stage = new CleanseStage(_services, source);
        var trigger = new SimulatedTrigger(_world, _instance, _services.Plan.Sources[source].Topic, _isLast);
        await LoopAsync(AwaitPoint.Trigger, async fault =>
        {
            var batch = new List<LogRecord>();
            for (var partition = 0; partition < trigger.Partitions; partition++)
            {
                batch.AddRange(trigger.Take(partition, Random.Next(BatchSize), fault));
            }

            if (!_storage.Keeps(ProtocolRule.CommitAfterAcknowledgements))
            {
                foreach (var partition in batch.GroupBy(record => record.Partition))
                {
                    await _log.CommitAsync(string.Empty, trigger.Topic, partition.Key, partition.Max(record => record.Offset) + 1, default).ConfigureAwait(false);
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

            for (var partition = 0; partition < trigger.Partitions; partition++)
            {
                if (stage.Settled(partition) is { } settled)
                {
                    await _log.CommitAsync(string.Empty, trigger.Topic, partition, settled, default).ConfigureAwait(false);
                }
            }
        }, trigger.Restart).ConfigureAwait(false);
    }

    private async Task FoldAsync(KeyedStage stage, int shard)
    {
        var trigger = new SimulatedTrigger(_world, _instance, stage.Topic, _isLast);
        await LoopAsync(AwaitPoint.Trigger, async fault =>
        {
            if (!trigger.Owns(shard))
            {
                return;
            }

            trigger.GoOnAt(shard, stage.Position(shard));
            var records = trigger.Take(shard, Random.Next(1, BatchSize * 2), fault);
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
        }, () => { }).ConfigureAwait(false);
    }

    private async Task TickAsync(int ticks)
    {
        var clock = new Clock(_services);
        await LoopAsync(AwaitPoint.Tick, async _ =>
        {
            ticks--;
            await clock.TickAsync(default).ConfigureAwait(false);
            IsSilent = clock.IsSilent;
            await Task.Delay(TimeSpan.FromSeconds(1), _services.Time).ConfigureAwait(false);
        }, () => { }, () => ticks > 0).ConfigureAwait(false);
    }

    /// <summary>Over and over: the world's faults are met with a pause; anything else is a defect.</summary>
    private async Task LoopAsync(AwaitPoint point, Func<FaultKind, Task> run, Action recover, Func<bool>? goesOn = null)
    {
        for (var failures = 0; !_instance.IsDead && goesOn?.Invoke() != false;)
        {
            try
            {
                await run(await _instance.StepAsync(point).ConfigureAwait(false)).ConfigureAwait(false);
                failures = 0;
            }
            catch (Exception failure) when (failure is LogException { IsFatal: false } or CheckpointException { IsFatal: false } or ArtifactException or ShardTakenException)
            {
                recover();
                await Task.Delay(Backoff.Pause(Math.Min(failures++, 4)), _services.Time).ConfigureAwait(false);
                await _instance.StepAsync(AwaitPoint.Backoff).ConfigureAwait(false);
            }
            catch (CheckpointException newer) when (newer.IsFatal && _instance.DeployRevision < _world.DeployRevision)
            {
                // Its host ends, as it should.
                _world.Scheduler.Note($"{_instance.Name}: {newer.Message}");
                _instance.Kill();
            }
            catch (Exception defect)
            {
                _world.Scheduler.Note($"{_instance.Name}: {defect}");
                Defect ??= defect;
                _instance.Kill();
            }
        }
    }
}
