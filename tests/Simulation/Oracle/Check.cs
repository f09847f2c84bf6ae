using Serverless.Tests.Simulation.Cluster;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>Every promise, after a run.</summary>
internal static class Check
{
    /// <exception cref="SimulationException">One was broken.</exception>
    public static void All(SimulatedWorld world)
    {
        var (scheduler, plan, storage) = (world.Scheduler, world.Plan, world.Storage);
        var folding = LogOracle.ExpectAsync(world);
        if (!folding.IsCompleted)
        {
            throw new InvalidOperationException("The oracle must not wait.");
        }

        var expected = folding.GetAwaiter().GetResult();
        foreach (var topic in plan.OwnedTopics)
        {
            for (var partition = 0; partition < plan.Shards; partition++)
            {
                OutputCheck.Compare(scheduler, plan, topic, storage.Partition(topic, partition), expected.GetValueOrDefault((topic, partition)) ?? []);
            }
        }

        if (world.Models is not { } models)
        {
            ChainOracle.Check(world);
            return;
        }

        SourceOracle.Check(world);
        UpgradeOracle.Check(world);
        ActivationCheck.Compare(scheduler, plan, storage, models.Revision);
    }
}
