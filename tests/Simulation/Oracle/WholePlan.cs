using Serverless.Streams;
using Serverless.Streams.Plan;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>The oracle's own plan.</summary>
internal static class WholePlan
{
    /// <summary>The same definition with every rule kept.</summary>
    public static PipelinePlan Whole(this PipelinePlan plan, int seed) => plan.Broken == ProtocolRule.None ? plan : Pipeline.Simulated.Plan(seed, ProtocolRule.None);
}
