using Serverless.Local.Testing;
using Serverless.Pipelines.CardFraud;

namespace Serverless.Tests.Unit.Pipelines;

/// <summary>The whole pipeline, as its author tests it.</summary>
public sealed class CardFraudRunTests
{
    private static readonly DateTimeOffset Monday = new(2018, 6, 4, 10, 0, 0, TimeSpan.Zero);
    private static readonly Transaction Usual = new("a", "C1", "T1", Monday, 25, "grocery", 2);

    [Fact]
    public async Task Spelling_and_gaps_are_put_right_and_the_rest_is_a_dead_letter()
    {
        var run = await TestRun.Of(new CardFraud())
            .Model(0.1, ("block", 0.9), ("review", 0.6))
            .With(
                Usual with { Category = " Fuel ", Distance = null },
                Usual with { Id = "b", Amount = -1 },
                Usual with { Id = "c", CustomerId = "TEST7" },
                Usual with { Id = "d", Distance = 30_000 },
                Usual)
            .WithText("card.transactions", "no json")
            .RunAsync();

        Assert.Equal(Usual with { Category = "fuel", Distance = 0 }, run.Clean["a"]);
        Assert.Equal(20_000, run.Clean["d"].Distance);
        Assert.Equal(("reject", "Amount", "-1"), (run.Dead["card.transactions/0/1"].Reason, run.Dead["card.transactions/0/1"].Field, run.Dead["card.transactions/0/1"].Detail));
        Assert.Equal("decode", run.Dead["card.transactions/0/5"].Reason);
        Assert.Equal(2, run.Dead.Count);
        Assert.Equal(1, run.Dropped["test card"]);
        Assert.Equal(1, run.Repeats);
        Assert.Equal(1, run.Steps["card.transactions: Clip(Distance)"]);
        Assert.Equal(1, run.Steps["card.transactions: Map(Category)"]);
    }

    [Fact]
    public async Task A_fraud_weighs_on_its_terminal_once_it_is_seven_days_old()
    {
        var run = await TestRun.Of(new CardFraud())
            .Model(0.7, ("block", 0.9), ("review", 0.6))
            .With(Usual)
            .With("card.frauds", new FraudReport("f", "a", "T1", Monday, Monday.AddDays(2)))
            .With(Usual with { Id = "b", At = Monday.AddDays(6) }, Usual with { Id = "c", At = Monday.AddDays(7) })
            .WithTakeovers()
            .RunAsync();

        run.Features["b"].Expect(("terminal_risk_1d", 0), ("customer_count_1d", 1), ("customer_count_7d", 2), ("customer_mean_7d", 25));
        run.Features["c"].Expect(("terminal_count_1d", 1), ("terminal_risk_1d", 1), ("terminal_risk_30d", 1), ("category_grocery", 1), ("night", 0));
        Assert.Equal("review", run.Predictions["c"].Decision);
        Assert.Equal(["high_score", "risky_terminal"], run.Predictions["c"].Reasons);
        Assert.Equal(["a", "b", "c"], run.Sent("card.alerts").Select(alert => alert.Id).Order(StringComparer.Ordinal));
        Assert.Empty(run.Dead);
    }

    [Fact]
    public async Task The_committed_model_scores_and_every_hour_of_a_terminal_closes()
    {
        var run = await TestRun.Of(new CardFraud())
            .With(Usual, Usual with { Id = "b", At = Monday.AddMinutes(40), Amount = 75 }, Usual with { Id = "c", At = Monday.AddMinutes(61) })
            .RunAsync();

        Assert.All(run.Predictions.Values, prediction => Assert.InRange(prediction.Score, 0, 1));
        Assert.Equal("allow", run.Predictions["a"].Decision);
        var hours = run.Window("terminal_hour");
        Assert.Equal([Monday, Monday.AddHours(1)], hours.Select(hour => hour.Start));
        hours[0].Values.Expect(("payments", 2), ("turnover", 100));
        hours[1].Values.Expect(("payments", 1), ("turnover", 25));
    }
}
