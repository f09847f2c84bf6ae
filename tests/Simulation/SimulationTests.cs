namespace Serverless.Tests.Simulation;

public sealed class SimulationTests
{
    private const int Seeds = 2_000;

    [Fact]
    public void Whatever_fails_state_counts_each_event_once_and_every_output_appears_once()
    {
        var ran = OwnThread.Run(() =>
        {
            var seed = 0;
            while (seed < Seeds)
            {
                SimulationRun.Run(++seed);
            }

            return seed;
        });
        Assert.Equal(Seeds, ran);
    }
}
