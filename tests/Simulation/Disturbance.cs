using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Cluster;

namespace Serverless.Tests.Simulation;

/// <summary>The first part of a run: sources fill while processes come, fail and die.</summary>
internal sealed class Disturbance(SimulatedWorld world, IReadOnlyList<OutgoingRecord> records, Action<SimulatedInstance> launch)
{
    private const int MaxSteps = 60_000;

    // What waits in the sources already takes that long, about.
    private const int LeastSteps = 800;

    private readonly Random _random = world.Scheduler.Random;
    private DateTimeOffset _quietUntil = DateTimeOffset.MinValue;
    private int _sent;
    private int _born;

    /// <summary>Until all is sent, and a while longer. In the end all processes are dead.</summary>
    public void Run()
    {
        var faults = 0.004 + (_random.NextDouble() * 0.03);
        var least = world.Scheduler.Steps + LeastSteps;
        world.Scheduler.Run(
            () =>
            {
                world.Living.RemoveAll(instance => instance.IsDead);
                if (world.Living.Count == 0 || (world.Living.Count < 2 && _random.Next(400) == 0))
                {
                    launch(new SimulatedInstance($"host{_born++}", world, faults));
                }

                Send();
                return _sent == records.Count && world.Scheduler.Steps >= least && _random.Next(200) == 0;
            },
            MaxSteps);
        foreach (var instance in world.Living)
        {
            instance.Kill();
        }
    }

    private void Send()
    {
        var now = world.Scheduler.Time.GetUtcNow();
        if (_random.Next(300) == 0)
        {
            // Long enough for partitions to be declared idle.
            _quietUntil = now.AddSeconds(4);
        }

        if (_sent < records.Count && _random.Next(6) == 0 && now >= _quietUntil)
        {
            world.Storage.Append(records[_sent++], now);
        }
    }
}
