using Serverless.Local.Testing;
using Serverless.Pipelines.CardFraud;

namespace Serverless.Tests.Unit.LocalTesting;

/// <summary>What a failing test says.</summary>
public sealed class TestRunTests
{
    private static readonly Transaction Usual = new("a", "C1", "T1", new DateTimeOffset(2018, 6, 4, 10, 0, 0, TimeSpan.Zero), 25, "grocery", 2);

    [Fact]
    public async Task A_failure_says_which_event_which_feature_what_was_expected_and_what_was_found()
    {
        var run = await Run().With(Usual).RunAsync();
        Assert.Equal(
            "the event \"a\":\n  amount: expected 26, actual 25\n  customer_mean_1d: expected NaN, actual 25",
            Assert.Throws<TestRunException>(() => run.Features["a"].Expect(("amount", 26), ("night", 0), ("customer_mean_1d", double.NaN))).Message);
        Assert.StartsWith("the event \"a\" has no \"amuont\"; it has: amount, weekend, night,", Assert.Throws<TestRunException>(() => run.Features["a"]["amuont"]).Message, StringComparison.Ordinal);
        Assert.Equal("There is no window \"day\"; there are: terminal_hour.", Assert.Throws<TestRunException>(() => run.Window("day")).Message);
        Assert.Equal("Nothing is sent to \"alerts\"; there are: card.alerts.", Assert.Throws<TestRunException>(() => run.Sent("alerts")).Message);
    }

    [Fact]
    public async Task An_event_that_is_not_there_tells_where_it_went()
    {
        var run = await Run().With(Usual, Usual with { Id = "b", Amount = -1 }).RunAsync();
        Assert.Equal(
            "The event \"b\" has no prediction: perhaps it is this dead letter: card.transactions/0/1: reject (t.Amount outside 0 .. 100000) Amount -1",
            Assert.Throws<TestRunException>(() => run.Predictions["b"]).Message);
        Assert.Equal("The event \"x\" has no features: nothing of that id was seen. There are: a.", Assert.Throws<TestRunException>(() => run.Features["x"]).Message);
    }

    [Fact]
    public async Task What_a_test_gives_wrongly_is_said()
    {
        Assert.Equal(
            "\"card.payments\" is no source of card-fraud; there are: card.transactions, card.frauds.",
            (await Assert.ThrowsAsync<TestRunException>(() => Run().With("card.payments", Usual).RunAsync())).Message);
        Assert.Equal("\"card.frauds\" holds FraudReport, not Transaction.", (await Assert.ThrowsAsync<TestRunException>(() => Run().With("card.frauds", Usual).RunAsync())).Message);
        Assert.Equal(
            "The pipeline reads the parameter \"block\" of card-fraud: give it, as in .Model(0.7, (\"block\", 0.5)).",
            (await Assert.ThrowsAsync<TestRunException>(() => TestRun.Of(new CardFraud()).Model(0.5).With(Usual).RunAsync())).Message);
    }

    [Fact]
    public async Task A_model_can_be_a_function_of_the_features()
    {
        var run = await TestRun.Of(new CardFraud()).Model(row => row["amount"] / 100, ("block", 0.9), ("review", 0.6)).With(Usual, Usual with { Id = "b", Amount = 95 }).RunAsync();
        Assert.Equal((0.25, "allow"), (run.Predictions["a"].Score, run.Predictions["a"].Decision));
        Assert.Equal("block", run.Predictions["b"].Decision);
    }

    [Fact]
    public async Task An_event_ahead_of_its_arrival_is_a_dead_letter()
    {
        var run = await Run().ArrivingAt(Usual.At.AddDays(-2)).With(Usual).RunAsync();
        Assert.Equal("future", Assert.Single(run.Dead.Values).Reason);
    }

    [Fact]
    public async Task An_event_behind_the_watermark_is_scored_and_its_closed_window_is_late()
    {
        var run = await Run()
            .With(Usual, Usual with { Id = "b", At = Usual.At.AddHours(3) })
            .With("card.frauds", new FraudReport("f", "a", "T9", Usual.At, Usual.At.AddHours(5)))
            .With(Usual with { Id = "c", At = Usual.At.AddMinutes(5) })
            .RunAsync();
        Assert.Equal(3, run.Predictions.Count);
        Assert.True(run.Predictions["c"].IsLate);
        Assert.Equal(["card.transactions/0/2"], run.Late);
    }

    private static TestRun<Transaction> Run() => TestRun.Of(new CardFraud()).Model(0.5, ("block", 0.9), ("review", 0.6));
}
