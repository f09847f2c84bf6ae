using Serverless.Streams.Plan;
using Serverless.Tests.Simulation.Campaign;

namespace Serverless.Tests.Simulation;

/// <summary>Each rule of the protocol is broken on purpose: a simulation that does not notice proves nothing.</summary>
public sealed class MutationTests
{
    private const int Patience = 6_000;

    public static TheoryData<string> Found => [.. MutationSearch.Needed.Select(rule => rule.ToString())];

    public static TheoryData<string> Economy => [.. MutationSearch.Economy.Select(rule => rule.ToString())];

    [Theory]
    [MemberData(nameof(Economy))]
    public void What_is_only_economy_is_not_found(string name) =>
        Assert.Null(OwnThread.Run(() => MutationSearch.FirstFailure(Enum.Parse<ProtocolRule>(name), seeds: 100)));

    [Theory]
    [MemberData(nameof(Found))]
    public void A_broken_rule_is_found(string name) =>
        Assert.NotNull(OwnThread.Run(() => MutationSearch.FirstFailure(Enum.Parse<ProtocolRule>(name), Patience)));
}
