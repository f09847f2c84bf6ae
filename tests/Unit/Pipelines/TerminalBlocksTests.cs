using Serverless.Local.Testing;
using Serverless.Pipelines.TerminalBlocks;

namespace Serverless.Tests.Unit.Pipelines;

public sealed class TerminalBlocksTests
{
    private static readonly DateTimeOffset Monday = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Payments_and_blocks_are_counted_per_terminal_and_hour()
    {
        var run = await TestRun.Of(new TerminalBlocks())
            .With(Of(0, "allow", 10), Of(10, "block", 200), Of(50, "block", 300), Of(61, "review", 50))
            .RunAsync();

        var hours = run.Window("terminal_hour");
        Assert.Equal([Monday, Monday.AddHours(1)], hours.Select(hour => hour.Start));
        hours[0].Values.Expect(("payments", 3), ("blocks", 2), ("blocked", 500));
        hours[1].Values.Expect(("payments", 1), ("blocks", 0), ("blocked", 0));
    }

    private static Prediction Of(int minute, string decision, double amount) => new(Monday.AddMinutes(minute), decision, new Payment("T1", amount));
}
