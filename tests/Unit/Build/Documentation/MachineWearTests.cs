using Serverless.Local.Testing;

namespace Serverless.Tests.Unit.Build.Documentation;

/// <summary>The aggregate that the documents show, run.</summary>
public sealed class MachineWearTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Wear_fades_by_half_in_each_half_life_and_sessions_that_a_late_event_joins_have_the_wear_of_both()
    {
        var result = await TestRun.Of(new MachineWear())
            .With(Run("a", 0, 90), Run("b", 120, 60), Run("c", 120.1, 0), Run("d", 130, 10), Run("e", 150, 10), Run("late", 140, 10))
            .WithTakeovers()
            .RunAsync();

        Assert.Equal(["worn"], result.Predictions["b"].Reasons);
        Assert.Empty(result.Predictions["a"].Reasons);
        Assert.Equal("b", Assert.Single(result.Sent("machine.checks"), sent => sent.Id == "b").Id);
        Assert.Equal(2, result.Window("shift").Count);
        var second = result.Window("shift")[1];
        Assert.Equal((Start.AddMinutes(120), Start.AddMinutes(165)), (second.Start, second.End));
        double Left(double value, double minute) => value * Math.Pow(0.5, (165 - minute) / 120);
        Assert.Equal(Left(60, 120) + Left(10, 130) + Left(10, 140) + Left(10, 150), second.Values["wear"], 1e-3);
    }

    private static Running Run(string id, double minute, double vibration) => new(id, "m", Start.AddMinutes(minute), vibration);
}
