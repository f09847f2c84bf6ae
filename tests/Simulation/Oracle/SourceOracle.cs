using Serverless.Streams;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Cluster;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>Works on the sources alone and checks what has no order: each clean event predicted once, each dead letter there once, window totals, counts per key.</summary>
internal static class SourceOracle
{
    public static void Check(SimulatedWorld world)
    {
        var (scheduler, plan, storage) = (world.Scheduler, world.Plan, world.Storage);
        var truth = SourceTruth.Of(world);
        var outputs = Read(plan, storage);
        var late = LateEvents.Check(world, outputs, truth.Repeated);
        var dead = outputs.Where(output => output.Topic == plan.Dead).Select(output => output.Id).ToList();
        Same(scheduler, "dead letters", truth.Dead.Concat(truth.Unscorable.Where(entry => dead.Contains(entry.Value) || !late.Contains(entry.Key)).Select(entry => entry.Value)), dead);

        // What waits for a watermark that never comes, since the sources end, is not predicted; nor is it lost.
        var released = plan.AtWatermark ? truth.Watermarks.Values.Min() : long.MaxValue;
        var predicted = outputs.Where(output => output.Topic == plan.Predictions).Select(output => output.Id).ToList();
        Same(scheduler, "predictions", truth.Events.Keys.Where(id => truth.Events[id].At.ToUnixTimeMilliseconds() <= released && !truth.Unscorable.ContainsKey(id) && (predicted.Contains(id) || !late.Contains(id))), predicted);
        foreach (var (key, counted, due) in WindowTotals.All(truth, outputs))
        {
            if (counted != due)
            {
                throw new SimulationException(scheduler, $"{key}: {counted} events in closed windows, of {due}.");
            }
        }
    }

    /// <summary>All outputs behind the reader's rule.</summary>
    public static List<SeenOutput> Read(PipelinePlan plan, SimulatedStorage storage)
    {
        var reader = new LastIds();
        var outputs = new List<SeenOutput>();
        foreach (var topic in new[] { plan.Predictions, plan.Events, plan.Dead })
        {
            for (var partition = 0; partition < plan.Shards; partition++)
            {
                foreach (var record in storage.Partition(topic, partition))
                {
                    if (reader.IsNew(topic, partition, OutputIds.Of(record)!.Value))
                    {
                        outputs.Add(SeenOutput.Of(plan, record));
                    }
                }
            }
        }

        return outputs;
    }

    private static void Same(SimulatedScheduler scheduler, string what, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var (left, right) = (expected.Order(StringComparer.Ordinal).ToList(), actual.Order(StringComparer.Ordinal).ToList());
        if (!left.SequenceEqual(right))
        {
            throw new SimulationException(scheduler, $"{what}: expected {string.Join(',', left)}; got {string.Join(',', right)}.");
        }
    }
}
