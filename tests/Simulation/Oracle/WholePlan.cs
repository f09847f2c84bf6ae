using Serverless.Streams;
using Serverless.Streams.Plan;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>The oracle's own plan.</summary>
internal static class WholePlan
{
    /// <summary>The same definition with every rule kept.</summary>
    public static PipelinePlan Whole(this PipelinePlan plan) => plan.Broken == ProtocolRule.None ? plan : new Pipeline.Simulated().Build();
}
