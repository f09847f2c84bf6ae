using Serverless.Streams.Plan;
using Serverless.Tests.Simulation.Cluster;

namespace Serverless.Tests.Simulation.Campaign;

/// <summary>Breaks a rule and looks for the first seed that sees it.</summary>
internal static class MutationSearch
{
    /// <summary>What is only economy: without these nothing is lost, doubled or wrong.</summary>
    public static IReadOnlyList<ProtocolRule> Economy { get; } = [ProtocolRule.TailIsRead, ProtocolRule.OfferMayJump];

    /// <summary>Every other rule.</summary>
    public static IEnumerable<ProtocolRule> Needed => Enum.GetValues<ProtocolRule>().Except(Economy).Where(rule => rule != ProtocolRule.None);

    /// <returns>The first seed that fails, and how; null where none does.</returns>
    public static FoundMutation? FirstFailure(ProtocolRule broken, int from, int seeds)
    {
        for (var seed = from; seed < from + seeds; seed++)
        {
            try
            {
                SimulationRun.Run(seed, broken);
            }
            catch (SimulationException failure)
            {
                return new FoundMutation(seed, failure.Problem);
            }
        }

        return null;
    }
}
