namespace Serverless.Tests.Integration.Host;

public sealed class TwoRunsTests
{
    [Fact]
    public async Task Two_runs_of_the_same_history_give_the_same_features_decisions_and_reasons_for_every_event()
    {
        // Long enough for reports of frauds, which come a week later, to count at their terminals. At the same time, so that each disturbs the other's interleaving.
        var runs = await Task.WhenAll(HistoryRun.RunAsync(days: 16), HistoryRun.RunAsync(days: 16));

        var (first, second) = (runs[0], runs[1]);
        Assert.Equal(first.Sent.Good, first.Predictions.Count);
        Assert.Equal(first.Predictions.Count, first.Predictions.Select(line => line.Split(' ')[0]).Distinct().Count());
        Assert.Equal(first.Sent.Dead.Values.Sum(), first.DeadLetters.Count);
        Assert.Contains(first.Predictions, line => line.Contains("\"risky_terminal\"", StringComparison.Ordinal));
        Assert.Equal([], first.Predictions.Except(second.Predictions).Concat(second.Predictions.Except(first.Predictions)).Order(StringComparer.Ordinal));
        Assert.Equal(first.DeadLetters, second.DeadLetters);
    }
}
