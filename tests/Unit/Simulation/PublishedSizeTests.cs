using Serverless.Local.Simulation.World;

namespace Serverless.Tests.Unit.Simulation;

/// <summary>The world at its published size lies in the region of the published numbers: it is another draw of the same set.</summary>
public sealed class PublishedSizeTests
{
    [Fact]
    public void Half_a_year_has_the_published_size_and_share_of_fraud()
    {
        CardWorld world = new(new() { Days = 183 });
        var (count, scenarios) = (0, new int[4]);
        var (large, firstMonth) = (0, 0);
        for (var day = 0; day < 183; day++)
        {
            foreach (var payment in world.Day(day))
            {
                count++;
                scenarios[(int)payment.Scenario]++;
                large += payment.Scenario == FraudScenario.None && payment.Cents > 220_00 ? 1 : 0;
                firstMonth += payment.IsFraud && day < 30 ? 1 : 0;
            }
        }

        var frauds = scenarios[1] + scenarios[2] + scenarios[3];
        Assert.InRange(count, 1_754_155 * 0.99, 1_754_155 * 1.01);
        Assert.InRange(100.0 * frauds / count, 0.75, 0.92);
        Assert.InRange(scenarios[1], 700, 1_250);
        Assert.InRange(scenarios[2], 8_000, 10_200);
        Assert.InRange(scenarios[3], 4_000, 5_300);
        Assert.Equal(0, large);
        Assert.True(firstMonth / 30.0 < frauds / 183.0);
    }

    [Fact]
    public void Customers_reach_about_75_terminals()
    {
        CardWorld world = new(new());

        var reach = Enumerable.Range(0, 5_000).Select(customer => world.Reach(customer).Length).ToArray();

        Assert.InRange(reach.Average(), 70, 80);
        Assert.InRange(reach.Min(), 10, 35);
        Assert.InRange(reach.Max(), 95, 125);
    }
}
