using Serverless.Local.Testing;
using Serverless.Pipelines.MachineMaintenance;

namespace Serverless.Tests.Unit.Pipelines;

/// <summary>The whole pipeline, as its author tests it.</summary>
public sealed class MachineMaintenanceRunTests
{
    private static readonly DateTimeOffset Morning = new(2025, 3, 3, 8, 0, 0, TimeSpan.Zero);
    private static readonly Reading Usual = new("r0", "m1", Morning, 58, 1, Power: 0.8);

    [Fact]
    public async Task Scales_are_put_right_a_failing_sensor_is_a_gap_and_what_cannot_be_is_a_dead_letter()
    {
        var run = await TestRun.Of(new MachineMaintenance())
            .Model(0.5, ("stop", 0.65), ("inspect", 0.6))
            .With(
                Usual with { Temperature = 140, Scale = "F" },
                Usual with { Id = "r1", At = Morning.AddMinutes(10), Vibration = 900 },
                Usual with { Id = "r2", At = Morning.AddMinutes(20), Power = -1 })
            .RunAsync();

        Assert.Equal(("C", 60), (run.Clean["r0"].Scale, Math.Round(run.Clean["r0"].Temperature!.Value, 9)));
        Assert.Null(run.Clean["r1"].Vibration);
        Assert.Equal("reject", Assert.Single(run.Dead.Values).Reason);
        run.Features["r1"].Expect(("vibration_1", 1), ("vibration_max", 1), ("power", 0.8f));
    }

    [Fact]
    public async Task Readings_are_taken_in_the_order_of_time_whatever_order_the_radio_makes_of_them()
    {
        var run = await TestRun.Of(new MachineMaintenance())
            .Model(0.5, ("stop", 0.65), ("inspect", 0.6))
            .With(
                Usual with { Vibration = 2 },
                Usual with { Id = "r2", At = Morning.AddSeconds(20), Vibration = 4 },
                Usual with { Id = "r1", At = Morning.AddSeconds(10), Vibration = 3 },
                Usual with { Id = "r3", At = Morning.AddMinutes(10), Vibration = 5 },
                Usual with { Id = "r4", At = Morning.AddMinutes(20), Power = 0 })
            .WithTakeovers()
            .RunAsync();

        run.Features["r1"].Expect(("vibration_1", 3), ("vibration_2", 2), ("vibration_3", 1), ("vibration_mean_1h", 2.5f));
        run.Features["r3"].Expect(("vibration_1", 5), ("vibration_2", 4), ("vibration_3", 3), ("vibration_4", 2), ("vibration_max", 5));
        run.Features["r4"].Expect(("vibration_1", 5), ("power", 0));
        var session = Assert.Single(run.Window("run"));
        session.Values.Expect(("readings", 4), ("strongest", 5));
        Assert.Equal((Morning, Morning.AddMinutes(40)), (session.Start, session.End));
        Assert.Equal(4, run.Window("load").Count);
    }

    [Fact]
    public async Task The_committed_model_sends_somebody_to_a_worn_machine_and_leaves_a_usual_one_alone()
    {
        var readings = Enumerable.Range(0, 40).SelectMany(index => new[]
        {
            Usual with { Id = $"a{index}", At = Morning.AddMinutes(10 * index), Vibration = 1 + (0.1 * (index % 3)) },
            Usual with { Id = $"b{index}", DeviceId = "m2", At = Morning.AddMinutes(10 * index), Vibration = 4.5 + (0.3 * (index % 3)), Temperature = 76 },
        });

        var run = await TestRun.Of(new MachineMaintenance()).With([.. readings]).RunAsync();

        Assert.Equal("fine", run.Predictions["a39"].Decision);
        Assert.NotEqual("fine", run.Predictions["b39"].Decision);
        Assert.Contains("shaking", run.Predictions["b39"].Reasons);
        Assert.All(run.Sent("plant.work-orders"), order => Assert.StartsWith("b", order.Id, StringComparison.Ordinal));
    }
}
