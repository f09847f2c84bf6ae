using Serverless.Local.Testing;
using Serverless.Pipelines.NewSample;

namespace Serverless.Tests.Unit.Pipelines;

public sealed class NewSampleRunTests
{
    private static readonly NewSampleEvent Usual = new("1", "a", new DateTimeOffset(2025, 6, 2, 10, 0, 0, TimeSpan.Zero), 10);

    [Fact]
    public async Task A_sudden_value_is_checked_and_an_impossible_one_is_a_dead_letter()
    {
        var run = await TestRun.Of(new NewSample())
            .With(Usual with { Kind = " Plain " }, Usual with { Id = "2", Value = 12 }, Usual with { Id = "3", Value = 11 })
            .With(Usual with { Id = "4", Value = 200 }, Usual with { Id = "5", Value = -1 })
            .RunAsync();

        Assert.Equal("plain", run.Clean["1"].Kind);
        Assert.Equal(["sudden"], run.Predictions["4"].Reasons);
        Assert.Equal(["4"], run.Sent("new-sample-checks").Select(check => check.Id));
        Assert.Equal("reject", run.Dead["new-sample-events/0/4"].Reason);
        Assert.Single(run.Window("key_hour")).Values.Expect(("events", 4));
    }
}
