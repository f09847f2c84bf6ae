using Serverless.Durable.Ports;
using Serverless.Streams.Plan;
using Serverless.Tests.Simulation.Cluster;
using Serverless.Tests.Simulation.Oracle;
using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation;

/// <summary>One seed: processes come, fail and die while the sources fill; then one undisturbed process finishes the work, and every promise is checked.</summary>
internal sealed class SimulationRun
{
    private const int MaxSteps = 60_000;

    private readonly SimulatedWorld _world;
    private readonly SimulatedScheduler _scheduler;
    private readonly SimulatedStorage _storage;
    private readonly Workload _workload;
    private readonly List<SimulatedHost> _hosts = [];

    private SimulationRun(Scenario scenario, ProtocolRule broken)
    {
        _world = new SimulatedWorld(scenario, Simulated.Plan(scenario, broken));
        (_scheduler, _storage) = (_world.Scheduler, _world.Storage);
        _workload = new Workload(scenario);
        Workload.CreateTopics(_storage);
        foreach (var topic in _world.Plan.OwnedTopics)
        {
            _storage.Create(topic, _world.Plan.Shards);
        }
    }

    /// <returns>The world as it is then.</returns>
    /// <exception cref="SimulationException">A promise was broken.</exception>
    public static SimulatedWorld Run(int seed, ProtocolRule broken = ProtocolRule.None)
    {
        var run = new SimulationRun(Scenario.Of(seed), broken);
        run.Run();
        return run._world;
    }

    private void Run()
    {
        new Disturbance(_world, _workload, instance => Launch(instance, isLast: false)).Run();
        var isLost = _world.Scenario.LosesLog && _world.LoseLog();
        var last = Finish();
        if (isLost)
        {
            ThrowUnlessLossIsRaised();
        }
        else
        {
            ThrowDefects();
            Check.All(_world);
        }

        last.Kill();
    }

    private SimulatedInstance Finish()
    {
        var instance = new SimulatedInstance("last", _world, 0.05) { IsMortal = false };
        var host = Launch(instance, isLast: true);
        var shaken = _scheduler.Steps + 500;
        _scheduler.Run(() => host.Defect is not null || _scheduler.Steps >= shaken, MaxSteps);
        instance.FaultRate = 0;
        _scheduler.Run(() => host.Defect is not null || _storage.IsDrained(Sources), MaxSteps);
        _scheduler.Haste = 8;
        try
        {
            _scheduler.Run(() => host.Defect is not null || (host.IsSilent && _storage.IsDrained(Sources.Concat(_world.Plan.Keys.Select(key => key.Topic)))), MaxSteps);
        }
        catch (SimulationException)
        {
            NoteOffsets();
            throw new SimulationException(_scheduler, "It is never drained and silent.");
        }

        return instance;
    }

    private IEnumerable<string> Sources => _world.Plan.Sources.Select(source => source.Topic);

    private void NoteOffsets()
    {
        foreach (var (topic, partitions) in _storage.Topics)
        {
            for (var partition = 0; partition < partitions; partition++)
            {
                _scheduler.Note($"{topic}/{partition}: committed {_storage.Committed.GetValueOrDefault((topic, partition))} of {_storage.Partition(topic, partition).Count}");
            }
        }
    }

    private SimulatedHost Launch(SimulatedInstance instance, bool isLast)
    {
        _scheduler.Note($"{instance.Name} starts");
        var host = new SimulatedHost(_world, instance, isLast);
        _world.Living.Add(instance);
        _hosts.Add(host);
        host.Start();
        return host;
    }

    private void ThrowUnlessLossIsRaised()
    {
        if (_hosts[^1].Defect is not LogException { IsFatal: true })
        {
            throw new SimulationException(_scheduler, "A keyed partition has lost its records, and nobody said so.");
        }
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
}
