using Serverless.Tests.Simulation.UsualWay;

namespace Serverless.Tests.Simulation;

public sealed class UsualWayTests
{
    [Fact]
    public void Under_the_same_faults_the_usual_way_loses_doubles_and_miscounts_and_ours_does_not()
    {
        var (usual, retrying, ours) = OwnThread.Run(() => SideBySide.Run(seeds: 60));
        Assert.True(usual.Lost > 0 && usual.Doubled > 0 && usual.Wrong > 0, $"{usual}");
        Assert.True(retrying.Lost > 0 && retrying.Doubled > 0 && retrying.Wrong > 0, $"{retrying}");
        Assert.True(ours.Events > 0 && ours.Keys > 0, $"{ours}");
        Assert.Equal((0, 0, 0), (ours.Lost, ours.Doubled, ours.Wrong));
    }
}
