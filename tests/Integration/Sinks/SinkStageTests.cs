using Serverless.Durable.Ports;
using Serverless.Sinks;
using Serverless.Streams.Records;
using Serverless.Tests.Unit.Durable;

namespace Serverless.Tests.Integration.Sinks;

/// <summary>Batches as a trigger hands them over: repeated, overlapping, with holes.</summary>
[Collection(PostgresGroup.Name)]
public sealed class SinkStageTests(PostgresFixture fixture)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly MemoryLog _log = new();

    [Fact]
    public async Task Holes_are_read_from_the_log_and_repeats_are_dropped()
    {
        var records = Predictions(40);
        await using var stage = Open("holes");

        Assert.Equal(new SinkResult(10, 0, 0, 0), await stage.RunAsync(records[5..10], None));
        Assert.Equal(new SinkResult(2, 3, 0, 0), await stage.RunAsync(records[7..12], None));
        Assert.Equal(new SinkResult(28, 0, 0, 0), await stage.RunAsync(records[39..40], None));

        Assert.Equal(40, await fixture.Server.CountAsync("SELECT count(DISTINCT output) FROM holes.predictions"));
    }

    [Fact]
    public async Task A_new_instance_goes_on_where_the_database_says()
    {
        var records = Predictions(30);
        await using (var first = Open("goes_on"))
            await first.RunAsync(records[..10], None);
        await using var second = Open("goes_on");

        Assert.Equal(new SinkResult(15, 0, 0, 0), await second.RunAsync(records[20..25], None));
    }

    [Fact]
    public async Task Outputs_that_are_gone_are_said_and_not_passed_over()
    {
        var records = Predictions(30);
        await using (var first = Open("lost"))
            await first.RunAsync(records[..10], None);
        _log.Starts[MeterOutputs.Plan.Predictions] = 15;
        await using var second = Open("lost");

        var lost = await Assert.ThrowsAsync<LogException>(() => second.RunAsync(records[20..25], None));
        Assert.True(lost.IsFatal);
        Assert.Contains("10 would be stored next, but the topic holds 15 to 30: outputs are lost", lost.Message, StringComparison.Ordinal);

        await using var accepted = Open("lost", acceptLoss: true);
        Assert.Equal(new SinkResult(10, 0, 0, 0), await accepted.RunAsync(records[20..25], None));
    }

    private LogRecord[] Predictions(int count)
    {
        LogRecord[] records = [.. Enumerable.Range(0, count).Select(index => MeterOutputs.Prediction(0, index, index))];
        _log.Partition(MeterOutputs.Plan.Predictions, 0).AddRange(records);
        return records;
    }

    private SinkStage Open(string schema, bool acceptLoss = false) =>
        new(_log, new PostgresSink(MeterOutputs.Plan, new PostgresSettings { ConnectionString = fixture.Server.ConnectionString, Schema = schema }, 1), createsSchema: true, acceptLoss);
}
