using Serverless.Streams.Plan;
using Serverless.Tests.Simulation.Campaign;

namespace Serverless.Tests.Simulation;

/// <summary>Each rule of the protocol is broken on purpose: a simulation that does not notice proves nothing. The search belongs to <c>eng/simulate --record</c>.</summary>
public sealed class MutationTests
{
    // A change of the code may move what a recorded seed means: then others are tried. All but a few rules are seen by one seed in fifty.
    private const int Patience = 4_000;

    public static TheoryData<string> Found => [.. MutationSearch.Needed.Select(rule => rule.ToString())];

    public static TheoryData<string> Economy => [.. MutationSearch.Economy.Select(rule => rule.ToString())];

    [Theory]
    [MemberData(nameof(Economy))]
    public void What_is_only_economy_is_not_found(string name) =>
        Assert.Null(OwnThread.Run(() => MutationSearch.FirstFailure(Enum.Parse<ProtocolRule>(name), from: 1, seeds: 100)));

    [Theory]
    [MemberData(nameof(Found))]
    public void A_broken_rule_is_found(string name)
    {
        var rule = Enum.Parse<ProtocolRule>(name);
        var recorded = RecordedMutations.Load().GetValueOrDefault(name);
        Assert.True(recorded is not null, $"{name} is not in {RecordedMutations.FileName}, or was not found: eng/simulate --record tests/Simulation/{RecordedMutations.FileName}");
        Assert.NotNull(OwnThread.Run(() => MutationSearch.FirstFailure(rule, recorded!.Seed, seeds: 1) ?? MutationSearch.FirstFailure(rule, from: 1, Patience)));
    }
}
