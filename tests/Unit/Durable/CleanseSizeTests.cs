using System.Text;
using Serverless.Durable.Stages;
using Serverless.Pipelines.CardFraud;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Durable;

/// <summary>What a broker would refuse must become a dead letter, or one record would stop the stream.</summary>
public sealed class CleanseSizeTests
{
    private readonly PipelinePlan _plan = new CardFraud().Build();
    private readonly MemoryLog _log = new();

    [Fact]
    public async Task An_event_that_leaves_no_room_for_its_outputs_is_a_dead_letter_cut_to_the_limit()
    {
        var dead = await DeadAsync("customer", new string('x', 950_000));
        Assert.Equal("size", Text(dead, OutputHeaders.Reason));
        Assert.Equal(900_000, dead.Value.Length);
        Assert.StartsWith("950", Text(dead, OutputHeaders.Whole), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_no_store_would_hold_is_a_dead_letter()
    {
        var dead = await DeadAsync(new string('k', 2_000), "fuel");
        Assert.Equal("size", Text(dead, OutputHeaders.Reason));
        Assert.Equal("the key has 2000 bytes, at most 1024", Text(dead, OutputHeaders.Detail));
    }

    [Fact]
    public async Task Headers_of_others_that_would_not_fit_are_left_out_of_a_dead_letter()
    {
        var kept = new RecordHeader("kept", "1"u8.ToArray());
        var large = new RecordHeader("large", new byte[RecordSize.ForeignHeaderLimit]);
        var dead = await DeadAsync("customer", new string('x', 950_000), kept, large);
        Assert.Equal("1", Text(dead, "kept"));
        Assert.Equal(string.Empty, Text(dead, "large"));
    }

    private static string Text(LogRecord record, string header) => record.TryGetHeader(header, out var value) ? Encoding.UTF8.GetString(value.Span) : string.Empty;

    private async Task<LogRecord> DeadAsync(string customer, string category, params RecordHeader[] headers)
    {
        var time = new ManualTime();
        var services = new StageServices(_plan, _log, new MemoryCheckpoints(time), null, time, new StageOptions());
        await using var clock = new Clock(services);
        await clock.TickAsync(default);
        await using var cleanse = new CleanseStage(services, 0);
        var json = $$"""{"id":"1","customerId":"{{customer}}","terminalId":"t","at":"2018-04-01T00:00:00Z","amount":1,"category":"{{category}}"}""";
        var source = _plan.Sources[0].Topic;
        await cleanse.RunAsync([new LogRecord { Topic = source, Partition = 0, Offset = 0, Timestamp = 1_600_000_000_000, Value = Encoding.UTF8.GetBytes(json), Headers = headers }], mayDefer: false, default);
        return Assert.Single(_log.Partition(_plan.Dead, 0));
    }
}
