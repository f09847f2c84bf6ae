using Serverless.Streams.Plan;
using Serverless.Tests.Simulation.Cluster;

namespace Serverless.Tests.Simulation;

/// <summary>Each rule of the protocol is broken on purpose: a simulation that does not notice proves nothing.</summary>
public sealed class MutationTests
{
    private const int Patience = 400;

    /// <summary>Without this one an idle word in a replayed piece makes later events late. They may be late for a reason as well, and the oracle can't tell the two apart.</summary>
    private const ProtocolRule Unseen = ProtocolRule.IdleAtLogEndOnly;

    public static TheoryData<string> Found =>
        [.. Enum.GetValues<ProtocolRule>().Except([ProtocolRule.None, ProtocolRule.TailIsRead, Unseen]).Select(rule => rule.ToString())];

    [Fact]
    public void What_is_only_economy_is_not_found()
    {
        const int Seeds = 100;
        Assert.Equal(Seeds, OwnThread.Run(() =>
        {
            var seed = 0;
            while (seed < Seeds)
            {
                SimulationRun.Run(++seed, ProtocolRule.TailIsRead);
            }

            return seed;
        }));
    }

    [Theory]
    [MemberData(nameof(Found))]
    public void A_broken_rule_is_found(string name)
    {
        var seed = OwnThread.Run(() => FirstFailure(Enum.Parse<ProtocolRule>(name)));
        Assert.True(seed > 0, $"{name} was broken, and {Patience} seeds saw nothing.");
    }

    private static int FirstFailure(ProtocolRule broken)
    {
        for (var seed = 1; seed <= Patience; seed++)
        {
            try
            {
                SimulationRun.Run(seed, broken);
            }
            catch (SimulationException)
            {
                return seed;
            }
        }

        return 0;
    }
}
