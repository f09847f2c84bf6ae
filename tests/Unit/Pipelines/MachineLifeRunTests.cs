using Serverless.Local.Testing;
using Serverless.Pipelines.MachineLife;

namespace Serverless.Tests.Unit.Pipelines;

public sealed class MachineLifeRunTests
{
    private static readonly DateTimeOffset Morning = new(2025, 3, 3, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_machine_that_gets_more_unusual_has_fewer_hours_left_by_the_committed_model()
    {
        var predictions = Enumerable.Range(0, 60).SelectMany(index => new[]
        {
            Of($"new{index}", "m1", index, 0.42, 1.0, 58),
            Of($"worn{index}", "m2", index, 0.62, 4.6, 80),
            Of($"still{index}", "m3", index, 0.4, 0.1, 20) with { Event = new MachineReading("m3", 0.1, 20, 0) },
        });

        var run = await TestRun.Of(new MachineLife()).With([.. predictions]).RunAsync();

        Assert.True(run.Predictions["worn59"].Score + 24 < run.Predictions["new59"].Score, $"{run.Predictions["worn59"].Score} and {run.Predictions["new59"].Score} hours");
        Assert.Equal("plan", run.Predictions["worn59"].Decision);
        Assert.Equal("wait", run.Predictions["new59"].Decision);
        Assert.Equal(60, run.Dropped["standing still"]);
        run.Features["worn59"].Expect(("anomaly_1", 0.62f), ("anomaly_3", 0.62f), ("temperature_max", 80));
    }

    private static Prediction Of(string id, string device, int index, double score, double vibration, double temperature) =>
        new(id, Morning.AddMinutes(10 * index), score, new MachineReading(device, vibration, temperature, 0.8));
}
