using Serverless.Streams;
using Serverless.Streams.Fold;
using Serverless.Tests.Simulation.Cluster;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>In the end every shard that scores has the newest version in force, of the model and of the table.</summary>
internal static class ActivationCheck
{
    public static void Compare(SimulatedScheduler scheduler, PipelinePlan plan, SimulatedStorage storage, long revision)
    {
        var key = plan.Keys[^1];
        for (var shard = 0; shard < plan.Shards; shard++)
        {
            var fold = new KeyedFold(plan, key.Index);
            var batch = new FoldBatch(plan);
            foreach (var record in storage.Partition(key.Topic, shard))
            {
                batch.Clear();
                fold.Apply(record, batch);
            }

            if (fold.InForce.Tables.Any(table => table?.Revision != revision))
            {
                throw new SimulationException(scheduler, $"{key.Topic}/{shard}: revision {fold.InForce.Tables[0]?.Revision} of the table is in force, not {revision}.");
            }

            if (fold.ActivationInForce?.Revision != revision)
            {
                throw new SimulationException(scheduler, $"{key.Topic}/{shard}: revision {fold.ActivationInForce?.Revision} is in force, not {revision}.");
            }
        }
    }
}
