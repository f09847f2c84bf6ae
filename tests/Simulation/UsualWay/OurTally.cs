using Serverless.Tests.Simulation.Cluster;
using Serverless.Tests.Simulation.Oracle;

namespace Serverless.Tests.Simulation.UsualWay;

/// <summary>The same question to a run of ours, from the sources and the outputs behind the reader's rule.</summary>
internal static class OurTally
{
    public static Tally Of(SimulatedWorld world)
    {
        var truth = SourceTruth.Of(world);
        var outputs = SourceOracle.Read(world.Plan, world.Storage);
        var predicted = outputs.Where(output => output.Topic == world.Plan.Predictions).CountBy(output => output.Id).ToDictionary();
        var late = outputs.Where(output => output.Type == "late").Select(output => output.Id).ToHashSet(StringComparer.Ordinal);
        var totals = WindowTotals.All(truth, outputs).ToList();
        return new Tally(
            truth.Events.Count,
            Lost: truth.Events.Keys.Count(id => !truth.Unscorable.ContainsKey(id) && !predicted.ContainsKey(id) && !late.Contains(id)),
            Doubled: predicted.Values.Sum(count => count - 1),
            totals.Count,
            Wrong: totals.Count(key => key.Counted != key.Due));
    }
}
