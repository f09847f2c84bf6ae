using Serverless.Durable.Ports;
using Serverless.Functions;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Functions;

/// <summary>Two hosts, one runner: whatever the trigger does to its batches, the functions give what the stages give by themselves.</summary>
public sealed class FunctionsPipelineTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const float Score = 0.6f;

    // The same for all tests: run once.
    private static readonly Lazy<Task<Dictionary<string, List<string>>>> Expected = new(() => StageRun.OutputsAsync(Score));

    [Fact]
    public async Task Whole_batches_give_what_the_stages_give()
    {
        await using var broker = await CardBroker.StartAsync();
        await using var run = new FunctionsRun(broker, azurite.ConnectionString, Score);
        await RunAsync(broker, run);
        await AssertSameAsync(broker);
        Assert.Equal(CardDays.Scored, (await broker.ReadAsync(CardBroker.Plan.Predictions)).Count);
    }

    [Fact]
    public async Task Repeated_and_overlapping_batches_add_nothing()
    {
        await using var broker = await CardBroker.StartAsync();
        await using var run = new FunctionsRun(broker, azurite.ConnectionString, Score) { Cut = FunctionsRun.Overlapping };
        await RunAsync(broker, run);
        await AssertSameAsync(broker);
        var before = await EndsAsync(broker);
        foreach (var topic in Inputs())
            await run.CallAsync(topic, await broker.ReadAsync(topic));
        Assert.Equal(before, await EndsAsync(broker));
    }

    [Fact]
    public async Task Holes_in_every_partition_are_read_back()
    {
        await using var broker = await CardBroker.StartAsync();
        await using var run = new FunctionsRun(broker, azurite.ConnectionString, Score);

        // Every third call, so that each topic has its turn: a day has four.
        var calls = 0;
        run.Cut = records => calls++ % 3 == 0 ? OnlyTheLastOfEachPartition(records) : [records];
        await RunAsync(broker, run);
        await AssertSameAsync(broker);
    }

    [Fact]
    public async Task A_new_instance_takes_over_and_the_old_one_does_no_harm()
    {
        await using var broker = await CardBroker.StartAsync();
        await using var run = new FunctionsRun(broker, azurite.ConnectionString, Score);
        await run.TickAsync();
        for (var day = 0; day < CardDays.Days; day++)
        {
            await run.DayAsync(day);
            if (day % 4 != 3)
                continue;

            // The zombie still has a batch in hand, which the new instance gets as well.
            var old = new KeyedFunctions(run.Runner);
            run.Start();
            await run.TickAsync();
            var batch = await broker.ReadAsync(CardBroker.Plan.Keys[1].Topic);
            await Task.WhenAll(old.Score(Batch(batch), run.Client, broker.Token), run.CallAsync(CardBroker.Plan.Keys[1].Topic, batch));
        }

        await AssertSameAsync(broker);
    }

    [Fact]
    public async Task Lost_and_repeated_signals_do_no_harm_and_a_graceful_stop_leaves_little_to_read()
    {
        await using var broker = await CardBroker.StartAsync();
        await using var run = new FunctionsRun(broker, azurite.ConnectionString, Score);
        var signals = 0;
        run.Entities.Copies = _ => ++signals % 3;
        await run.TickAsync();
        for (var day = 0; day < CardDays.Days; day++)
        {
            await run.DayAsync(day);
            if (day == 7)
            {
                run.Entities.Copies = _ => 1;
                await run.Runner.StopAsync(broker.Token);
                run.Start();
            }
        }

        await AssertSameAsync(broker);
        Assert.All(run.Entities.States.Keys, id => Assert.EndsWith(":1", id.Key, StringComparison.Ordinal));
        Assert.Equal(2 * CardBroker.Plan.Shards, run.Entities.States.Count);
    }

    [Fact]
    public async Task A_batch_that_is_cancelled_leaves_nothing_half_done()
    {
        await using var broker = await CardBroker.StartAsync();
        await using var run = new FunctionsRun(broker, azurite.ConnectionString, Score);
        await run.TickAsync();
        var cancelled = new HashSet<string>();
        for (var day = 0; day < CardDays.Days; day++)
        {
            await broker.AppendAsync(CardDays.Of(day));
            foreach (var topic in Inputs())
            {
                // Before anything, or while the shards of the batch are at work: with the first checkpoint that one of them offers.
                using var stop = new CancellationTokenSource();
                if (day % 3 == 0)
                    await stop.CancelAsync();
                run.Entities.Copies = _ =>
                {
                    stop.Cancel();
                    return 1;
                };
                try
                {
                    await run.CallAsync(topic, await broker.ReadAsync(topic), stop.Token);
                }
                catch (Exception) when (stop.IsCancellationRequested)
                {
                    // One shard's cancelled append gives the writer up that others append with.
                    cancelled.Add(topic);
                }

                run.Entities.Copies = _ => 1;
                await run.DeliverAsync(topic);
            }
        }

        Assert.Equal(Inputs().Order(StringComparer.Ordinal), cancelled.Order(StringComparer.Ordinal));
        await AssertSameAsync(broker);
    }

    [Fact]
    public async Task Topics_that_do_not_fit_the_plan_are_said_before_anything_is_written()
    {
        await using var broker = await CardBroker.StartAsync(topics => topics[CardBroker.Plan.Keys[1].Topic] = 5);
        await using var run = new FunctionsRun(broker, azurite.ConnectionString, Score);

        var failure = await Assert.ThrowsAsync<LogException>(run.TickAsync);

        Assert.True(failure.IsFatal);
        Assert.Equal("The topic card-fraud.by-terminal has 5 partitions, but the pipeline card-fraud is pinned to 8 shards.", failure.Message);
        Assert.Empty(await broker.ReadAsync(CardBroker.Plan.Keys[0].Topic));
    }

    private static async Task RunAsync(CardBroker broker, FunctionsRun run)
    {
        await run.TickAsync();
        for (var day = 0; day < CardDays.Days; day++)
        {
            await run.DayAsync(day);
            broker.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task AssertSameAsync(CardBroker broker)
    {
        var expected = await Expected.Value;
        Assert.Equal(CardDays.Scored, expected[CardBroker.Plan.Predictions].Count);
        Assert.All(CardBroker.Outputs, topic => Assert.NotEmpty(expected[topic]));
        foreach (var topic in CardBroker.Outputs)
            Assert.Equal(expected[topic], await broker.OutputsAsync(topic));
    }

    private static IReadOnlyList<LogRecord>[] OnlyTheLastOfEachPartition(IReadOnlyList<LogRecord> records) =>
        [[.. records.GroupBy(record => record.Partition).Select(partition => partition.MaxBy(record => record.Offset)!)]];

    private static Microsoft.Azure.Functions.Worker.KafkaRecord[] Batch(IEnumerable<LogRecord> records) => [.. records.Select(FunctionsRun.Record)];

    private static IEnumerable<string> Inputs() => CardBroker.Plan.Sources.Select(source => source.Topic).Concat(CardBroker.Plan.Keys.Select(key => key.Topic));

    private static async Task<List<long>> EndsAsync(CardBroker broker)
    {
        var ends = new List<long>();
        foreach (var topic in CardBroker.Plan.OwnedTopics)
        {
            for (var partition = 0; partition < CardBroker.Plan.Shards; partition++)
                ends.Add((await broker.Log.BoundsAsync(topic, partition, broker.Token)).End);
        }

        return ends;
    }
}
