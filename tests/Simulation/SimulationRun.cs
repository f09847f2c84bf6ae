using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Cluster;
using Serverless.Tests.Simulation.Oracle;
using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation;

/// <summary>One seed: processes come, fail and die while the sources fill; then one undisturbed process finishes the work, and every promise is checked.</summary>
internal sealed class SimulationRun
{
    private const int MaxSteps = 60_000;

    private readonly SimulatedScheduler _scheduler;
    private readonly SimulatedStorage _storage;
    private readonly SimulatedModels _models;
    private readonly PipelinePlan _plan;
    private readonly Workload _workload;
    private readonly List<SimulatedHost> _hosts = [];

    private SimulationRun(int seed, PipelinePlan plan)
    {
        _plan = plan;
        _storage = new SimulatedStorage { Broken = plan.Broken };
        _scheduler = new SimulatedScheduler(seed);
        _models = new SimulatedModels(_plan.Model!.Features.Length);
        _workload = new Workload(seed, Simulated.KnowsIdle(seed));
        Workload.CreateTopics(_storage);
        foreach (var topic in _plan.OwnedTopics)
        {
            _storage.Create(topic, _plan.Shards);
        }
    }

    /// <exception cref="SimulationException">A promise was broken.</exception>
    public static void Run(int seed, ProtocolRule broken = ProtocolRule.None) => new SimulationRun(seed, Simulated.Plan(seed, broken)).Run();

    private void Run()
    {
        Disturb();
        var last = Finish();
        Check();
        last.Kill();
    }

    private void Disturb()
    {
        var random = _scheduler.Random;
        var instances = new List<SimulatedInstance>();
        var sent = 0;
        var born = 0;
        var faults = 0.002 + (random.NextDouble() * 0.02);
        var quietUntil = DateTimeOffset.MinValue;
        _scheduler.Run(
            () =>
            {
                instances.RemoveAll(instance => instance.IsDead);
                if (instances.Count == 0 || (instances.Count < 2 && random.Next(400) == 0))
                {
                    var instance = new SimulatedInstance($"host{born++}", _scheduler, faults);
                    instances.Add(instance);
                    Launch(instance, isLast: false);
                }

                if (random.Next(300) == 0)
                {
                    // Long enough for partitions to be declared idle.
                    quietUntil = _scheduler.Time.GetUtcNow().AddSeconds(4);
                }

                if (sent < _workload.Records.Count && random.Next(6) == 0 && _scheduler.Time.GetUtcNow() >= quietUntil)
                {
                    _storage.Append(_workload.Records[sent++], _scheduler.Time.GetUtcNow());
                }

                if (random.Next(500) == 0)
                {
                    _models.Revision++;
                }

                return sent == _workload.Records.Count && random.Next(200) == 0;
            },
            MaxSteps);
        foreach (var instance in instances)
        {
            instance.Kill();
        }
    }

    private SimulatedInstance Finish()
    {
        var instance = new SimulatedInstance("last", _scheduler, 0.05) { IsMortal = false };
        var host = Launch(instance, isLast: true);
        var shaken = _scheduler.Steps + 500;
        _scheduler.Run(
            () =>
            {
                if (_scheduler.Random.Next(100) == 0)
                {
                    _models.Revision++;
                }

                return host.Defect is not null || _scheduler.Steps >= shaken;
            },
            MaxSteps);
        instance.FaultRate = 0;
        _scheduler.Run(() => host.Defect is not null || IsDrained(_plan.Sources.Select(source => source.Topic)), MaxSteps);
        var until = _scheduler.Time.GetUtcNow().AddSeconds(10);
        _scheduler.Run(() => _scheduler.Time.GetUtcNow() >= until || host.Defect is not null, MaxSteps);
        host.TicksOn = false;
        try
        {
            _scheduler.Run(() => host.Defect is not null || IsDrained(Consumed), MaxSteps);
        }
        catch (SimulationException)
        {
            foreach (var topic in Consumed)
            {
                for (var partition = 0; partition < _storage.Topics[topic]; partition++)
                {
                    _scheduler.Note($"{topic}/{partition}: committed {_storage.Committed.GetValueOrDefault((topic, partition))} of {_storage.Partition(topic, partition).Count}");
                }
            }

            throw new SimulationException(_scheduler, "It is never drained.");
        }

        ThrowDefects();
        return instance;
    }

    private IEnumerable<string> Consumed => _plan.Sources.Select(source => source.Topic).Concat(_plan.Keys.Select(key => key.Topic));

    private bool IsDrained(IEnumerable<string> topics) =>
        topics.All(topic => Enumerable.Range(0, _storage.Topics[topic])
                .All(partition => _storage.Committed.GetValueOrDefault((topic, partition)) == _storage.Partition(topic, partition).Count));

    private SimulatedHost Launch(SimulatedInstance instance, bool isLast)
    {
        _scheduler.Note($"{instance.Name} starts");
        var host = new SimulatedHost(_plan, _storage, instance, _models, isLast);
        _hosts.Add(host);
        host.Start();
        return host;
    }

    private void ThrowDefects()
    {
        foreach (var host in _hosts)
        {
            if (host.Defect is { } defect)
            {
                throw new SimulationException(_scheduler, $"It threw {defect}");
            }
        }
    }

    private void Check()
    {
        ThrowDefects();
        var folding = LogOracle.ExpectAsync(_plan, _storage, _models, _scheduler);
        if (!folding.IsCompleted)
        {
            throw new InvalidOperationException("The oracle must not wait.");
        }

        var expected = folding.GetAwaiter().GetResult();
        foreach (var topic in _plan.OwnedTopics)
        {
            for (var partition = 0; partition < _plan.Shards; partition++)
            {
                OutputCheck.Compare(_scheduler, _plan, topic, _storage.Partition(topic, partition), expected.GetValueOrDefault((topic, partition)) ?? []);
            }
        }

        SourceOracle.Check(_scheduler, _plan, _storage);
        ActivationCheck.Compare(_scheduler, _plan, _storage, _models.Revision);
    }
}
