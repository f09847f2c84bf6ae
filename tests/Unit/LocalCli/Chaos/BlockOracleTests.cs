using System.Text;
using Serverless.Local.Cli.Chaos.Traffic;
using Serverless.Pipelines;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.LocalCli.Chaos;

/// <summary>What the second pipeline of a chain counts is added up from what readers have of the first one's predictions.</summary>
public sealed class BlockOracleTests
{
    private static readonly PipelinePlan First = PipelineCatalog.Create("card-fraud").Build();
    private static readonly PipelinePlan Second = PipelineCatalog.Create("terminal-blocks").Build();

    [Fact]
    public void The_newest_revision_with_what_came_too_late_for_it_is_held_against_the_predictions()
    {
        var counts = Read(Window(0, 2, 1, 50), Window(1, 3, 1, 50), Late("allow", 7));

        Assert.Empty(counts.Broken);
        Assert.Equal((1, 0, 0), (counts.Chained, counts.Lost, counts.Wrong));
    }

    [Fact]
    public void A_wrong_total_and_a_window_that_is_missing_are_seen()
    {
        Assert.Equal((0, 1), WrongOf(Window(0, 3, 1, 50)));
        Assert.Equal((0, 1), WrongOf(Window(0, 5, 1, 50)));
        Assert.Equal((0, 1), WrongOf(Window(0, 4, 2, 50), Late("block", 7)));
        Assert.Equal((0, 1), WrongOf(Window(0, 3, 1, 51), Late("allow", 7)));
        Assert.Equal((1, 0), WrongOf());
    }

    [Fact]
    public void Predictions_that_the_ledger_does_not_know_are_seen() =>
        Assert.EndsWith("≠ 99", Assert.Single(Read(99, Window(0, 4, 1, 50)).Broken), StringComparison.Ordinal);

    private static (long Lost, long Wrong) WrongOf(params LogRecord[] outputs)
    {
        var counts = Read(outputs);
        Assert.Single(counts.Broken);
        return (counts.Lost, counts.Wrong);
    }

    private static ChaosCounts Read(params LogRecord[] outputs) => Read(4 + First.Shards, outputs);

    private static ChaosCounts Read(int count, params LogRecord[] outputs)
    {
        var oracle = new BlockOracle(First, Second);
        foreach (var (decision, amount) in new[] { ("allow", 10), ("block", 50), ("review", 20), ("allow", 7) })
            oracle.Take(Prediction(0, "10:30", decision, amount));

        // Every partition has gone on: the hour is over. What begins then is not.
        for (var partition = 0; partition < First.Shards; partition++)
            oracle.Take(Prediction(partition, "11:05", "allow", 1));
        foreach (var output in outputs)
            oracle.Take(output);
        return oracle.Count(new ChaosCounts { Predictions = count }, 0);
    }

    private static LogRecord Prediction(int partition, string at, string decision, int amount) => Record(First.Predictions, partition, "prediction", Value(at, decision, amount));

    private static LogRecord Late(string decision, int amount) => Record(Second.Events, 0, "late", Value("10:30", decision, amount));

    private static LogRecord Window(int revision, int payments, int blocks, int blocked) => Record(
        Second.Events, 0, "window",
        $$"""{"window":"terminal_hour","key":"T1","start":"2025-03-03T10:00:00Z","end":"2025-03-03T11:00:00Z","revision":{{revision}},"payments":{{payments}},"blocks":{{blocks}},"blocked":{{blocked}}}""");

    private static string Value(string at, string decision, int amount) =>
        $$"""{"time":"2025-03-03T{{at}}:00Z","decision":"{{decision}}","event":{"terminalId":"T1","amount":{{amount}} } }""";

    private static LogRecord Record(string topic, int partition, string type, string value) => new()
    {
        Topic = topic,
        Partition = partition,
        Offset = 0,
        Value = Encoding.UTF8.GetBytes(value),
        Headers = [new RecordHeader(OutputHeaders.Type, Encoding.UTF8.GetBytes(type))],
    };
}
