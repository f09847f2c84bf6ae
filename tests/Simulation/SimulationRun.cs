using Serverless.Durable.Ports;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Cluster;
using Serverless.Tests.Simulation.Oracle;
using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation;

/// <summary>One seed: processes come, fail and die while the sources fill; then one undisturbed process finishes the work, and every promise is checked.</summary>
internal sealed class SimulationRun(SimulatedWorld world)
{
    private const int MaxSteps = 60_000;

    private readonly SimulatedScheduler _scheduler = world.Scheduler;
    private readonly SimulatedStorage _storage = world.Storage;
    private readonly List<SimulatedHost> _hosts = [];

    /// <returns>The world as it is then.</returns>
    /// <exception cref="SimulationException">A promise was broken.</exception>
    public static SimulatedWorld Run(int seed, ProtocolRule broken = ProtocolRule.None)
    {
        var scenario = Scenario.Of(seed);
        var world = new SimulatedWorld(scenario, broken, (rules, process, isNew) => Simulated.Plan(scenario, rules, process, isNew));
        Workload.CreateTopics(world.Storage);
        new SimulationRun(world).Run(new Workload(scenario).Records);
        if (scenario.IsChained && !scenario.LosesLog)
        {
            new SimulationRun(new SimulatedWorld(scenario, broken, (rules, _, _) => SimulatedChain.Plan(world.Plan.Predictions, rules), world)).Run([]);
        }

        return world;
    }

    private void Run(IReadOnlyList<OutgoingRecord> records)
    {
        new Disturbance(world, records, instance => Launch(instance, isLast: false)).Run();
        var isLost = world.Scenario.LosesLog && world.LoseLog();
        var last = Finish();
        if (isLost)
        {
            ThrowUnlessLossIsRaised();
        }
        else
        {
            ThrowDefects();
            Check.All(world);
        }

        last.Kill();
    }

    private SimulatedInstance Finish()
    {
        var instance = new SimulatedInstance("last", world, 0.05) { IsMortal = false };
        var host = Launch(instance, isLast: true);
        var shaken = _scheduler.Steps + 500;
        _scheduler.Run(() => host.Defect is not null || _scheduler.Steps >= shaken, MaxSteps);
        instance.FaultRate = 0;
        _scheduler.Run(() => host.Defect is not null || _storage.IsDrained(world.Sources), MaxSteps);
        _scheduler.Haste = 8;
        try
        {
            _scheduler.Run(() => host.Defect is not null || (host.IsSilent && _storage.IsDrained(world.Sources.Concat(world.Plan.Keys.Select(key => key.Topic)))), MaxSteps);
        }
        catch (SimulationException)
        {
            NoteOffsets();
            throw new SimulationException(_scheduler, "It is never drained and silent.");
        }

        _scheduler.Haste = 1;
        return instance;
    }

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
        var host = new SimulatedHost(world, instance, isLast);
        world.Living.Add(instance);
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
