using Serverless.Streams.Plan;
using Serverless.Tests.Simulation.Cluster;
using Serverless.Tests.Simulation.Faults;

namespace Serverless.Tests.Simulation;

public sealed class SimulationTests
{
    private const int Seeds = 2_000;

    [Fact]
    public void Whatever_fails_state_counts_each_event_once_and_every_output_appears_once()
    {
        var coverage = OwnThread.Run(() =>
        {
            var all = new Coverage();
            for (var seed = 1; seed <= Seeds; seed++)
            {
                all.Add(SimulationRun.Run(seed).Coverage);
            }

            return all;
        });

        Assert.Contains(Enumerable.Range(1, Seeds), seed => Pipeline.Scenario.Of(seed).AtWatermark);

        // Every pair of them is a matter of a longer campaign: eng/simulate counts it.
        Assert.DoesNotContain(Coverage.Pairs.GroupBy(pair => pair.Point), point => point.All(pair => coverage.Of(pair.Point, pair.Kind) == 0));
        Assert.DoesNotContain(Coverage.Pairs.GroupBy(pair => pair.Kind), kind => kind.All(pair => coverage.Of(pair.Point, pair.Kind) == 0));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1_234_567)]
    public void A_seed_is_one_sequence(int seed) =>
        Assert.Equal(OwnThread.Run(() => SimulationRun.Run(seed).Scheduler.Trace), OwnThread.Run(() => SimulationRun.Run(seed).Scheduler.Trace));

    [Fact]
    public void A_failure_names_its_seed_and_ends_with_the_trace()
    {
        static string Fail(int seed)
        {
            try
            {
                SimulationRun.Run(seed, ProtocolRule.Lineage);
                return string.Empty;
            }
            catch (SimulationException failure)
            {
                Assert.StartsWith($"Seed {seed}: ", failure.Message, StringComparison.Ordinal);
                Assert.EndsWith(failure.Trace[^1], failure.Message, StringComparison.Ordinal);
                return failure.Message;
            }
        }

        var seed = OwnThread.Run(() => Campaign.MutationSearch.FirstFailure(ProtocolRule.Lineage, from: 1, seeds: 200))!.Seed;
        Assert.Equal(OwnThread.Run(() => Fail(seed)), OwnThread.Run(() => Fail(seed)));
    }
}
