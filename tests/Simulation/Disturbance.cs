using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Cluster;

namespace Serverless.Tests.Simulation;

/// <summary>The first part of a run: sources fill while processes come, fail and die.</summary>
internal sealed class Disturbance(SimulatedWorld world, IReadOnlyList<OutgoingRecord> records, Action<SimulatedInstance> launch, bool mayChange = true)
{
    private const int MaxSteps = 60_000;

    // What waits in the sources already takes that long, about.
    private const int LeastSteps = 800;

    private readonly Random _random = world.Scheduler.Random;
    private readonly int _anewAt = mayChange && world.Scenario.BeginsAnew && records.Count > 0 ? records.Count * world.Scheduler.Random.Next(1, 4) / 4 : -1;
    private readonly int _deployAt = mayChange && world.Scenario.IsUpgraded && records.Count > 0 ? records.Count * world.Scheduler.Random.Next(1, 4) / 4 : -1;
    private int _patience = 5_000;
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

                EndOutdated();
                Send();
                return _sent == records.Count && world.Scheduler.Steps >= least && _random.Next(200) == 0;
            },
            MaxSteps);
        foreach (var instance in world.Living)
        {
            instance.Kill();
        }
    }

    /// <summary>Who knows the old epoch or runs the old version is stopped, sooner or later.</summary>
    private void EndOutdated()
    {
        foreach (var instance in world.Living)
        {
            if (instance.IsOutdated && _random.Next(400) == 0)
            {
                instance.Kill();
            }
        }
    }

    private void Send()
    {
        var now = world.Scheduler.Time.GetUtcNow();
        if (_deployAt >= 0 && _sent >= _deployAt && world.DeployRevision == 1)
        {
            world.Deploy();
        }

        if (_sent == _anewAt && world.Epoch == 1 && _patience-- > 0)
        {
            // What an old epoch held and nobody has read is lost for good: no fault of ours.
            if (!world.Storage.IsDrained(world.Sources))
            {
                return;
            }

            world.BeginAnew();
        }

        if (_random.Next(300) == 0)
        {
            // Long enough for partitions to be declared idle.
            _quietUntil = now.AddSeconds(4);
        }

        if (_sent < records.Count && _random.Next(6) == 0 && now >= _quietUntil)
        {
            var record = records[_sent++];
            world.Storage.Append(record, now, place: world.PlaceOf(record.Topic, world.Epoch));
        }
    }
}
