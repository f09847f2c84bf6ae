using Serverless.Local.Cli.Chaos;
using Serverless.Local.Host;
using Serverless.Local.Host.Faults;

namespace Serverless.Tests.Unit.LocalHost;

public sealed class FaultPlanTests
{
    private static readonly TimeSpan Session = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(LogKind.Files, 1)]
    [InlineData(LogKind.Kafka, 3)]
    public void A_seed_gives_the_same_faults_and_each_kind_within_the_first_six(LogKind log, int hosts)
    {
        var faults = Take(7, log, hosts, 60);

        Assert.Equal(faults.Select(fault => fault.ToString()), Take(7, log, hosts, 60).Select(fault => fault.ToString()));
        Assert.NotEqual(faults.Select(fault => fault.ToString()), Take(8, log, hosts, 60).Select(fault => fault.ToString()));
        Assert.Equal(6, faults.Take(6).Select(fault => fault.Kind).Distinct().Count());
        Assert.All(faults, fault => Assert.InRange(fault.Host, 0, hosts - 1));
        Assert.All(faults.Where(fault => fault.Kind == FaultKind.Pause), fault => Assert.True(fault.Duration > Session));
        Assert.All(faults, fault => Failpoint.Parse(fault.Failpoint));
    }

    [Theory]
    [InlineData("offer.after")]
    [InlineData("offer.after:0")]
    [InlineData("nowhere:1")]
    public void A_failpoint_that_is_none_is_refused(string text) => Assert.Throws<ArgumentException>(() => Failpoint.Parse(text));

    private static List<Fault> Take(ulong seed, LogKind log, int hosts, int count)
    {
        var plan = new FaultPlan(seed, log, hosts, Session);
        return [.. Enumerable.Range(0, count).Select(_ => plan.Next())];
    }
}
