using Serverless.Streams.Plan;
using Serverless.Tests.Simulation.Cluster;

namespace Serverless.Tests.Simulation;

/// <summary>Each rule of the protocol is broken on purpose: a simulation that does not notice proves nothing.</summary>
public sealed class MutationTests
{
    private const int Patience = 400;

    public static TheoryData<string> Found => [.. Enum.GetValues<ProtocolRule>().Except([ProtocolRule.None, ProtocolRule.TailIsRead]).Select(rule => rule.ToString())];

    [Theory]
    [MemberData(nameof(Found))]
    public void A_broken_rule_is_found(string name)
    {
        var seed = OwnThread.Run(() => FirstFailure(Enum.Parse<ProtocolRule>(name)));
        Assert.True(seed > 0, $"{name} was broken, and {Patience} seeds saw nothing.");
        Console.WriteLine($"MUTATION {name} {seed}");
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
