using System.Text;
using Serverless.Durable.Stages;
using Serverless.Pipelines.TerminalBlocks;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Durable;

/// <summary>A source that is an output topic of another pipeline.</summary>
public sealed class ChainedCleanseTests
{
    private readonly PipelinePlan _plan = new TerminalBlocks().Build();
    private readonly MemoryLog _log = new();
    private readonly ManualTime _time = new();
    private long _offset;

    [Fact]
    public async Task A_raw_repeat_goes_to_no_shard_and_every_shard_hears_of_the_watermark()
    {
        await RunAsync(Prediction(1, "a", minute: 1), Prediction(2, "b", minute: 9), Prediction(1, "a", minute: 1));

        var marks = Enumerable.Range(0, _plan.Shards).Select(shard => Sent(shard).Max(header => header.Watermark)).Distinct();
        Assert.Single(marks);
        Assert.Equal(2, Enumerable.Range(0, _plan.Shards).Sum(shard => Sent(shard).Count(header => header.Kind == KeyedRecordKind.Event)));
    }

    [Fact]
    public async Task Somebody_new_who_gets_a_raw_repeat_first_sends_it_under_the_position_of_before()
    {
        await RunAsync(Prediction(1, "a", minute: 1));
        await RunAsync(Prediction(1, "a", minute: 1));
        var sent = Enumerable.Range(0, _plan.Shards).SelectMany(Sent).Where(header => header.Kind == KeyedRecordKind.Event).ToList();
        Assert.Equal(2, sent.Count);
        Assert.Single(sent.Select(header => (header.Origin, header.Position)).Distinct());
    }

    [Fact]
    public async Task What_has_no_id_of_an_output_is_a_dead_letter()
    {
        await RunAsync(new LogRecord { Topic = _plan.Sources[0].Topic, Partition = 0, Offset = 0, Value = "{}"u8.ToArray() });
        var dead = Assert.Single(_log.Partition(_plan.Dead, 0));
        Assert.True(dead.TryGetHeader(OutputHeaders.Reason, out var reason));
        Assert.Equal("chain", Encoding.UTF8.GetString(reason.Span));
    }

    private IEnumerable<KeyedHeader> Sent(int shard) =>
        _log.Partition(_plan.Keys[0].Topic, shard).Select(record => KeyedHeader.Parse(record.Headers[0].Value)).Where(header => header.Kind is KeyedRecordKind.Event or KeyedRecordKind.Progress);

    /// <summary>A batch, to a process that has just begun.</summary>
    private async Task RunAsync(params LogRecord[] batch)
    {
        var services = new StageServices(_plan, _log, new MemoryCheckpoints(_time), null, _time, new StageOptions());
        await using var clock = new Clock(services);
        await clock.TickAsync(default);
        await using var cleanse = new CleanseStage(services, 0);
        _log.Partition(_plan.Sources[0].Topic, 0).AddRange(batch);
        _log.Committed = batch[0].Offset;
        await cleanse.RunAsync(batch, mayDefer: false, default);
    }

    private LogRecord Prediction(int id, string terminal, int minute) => new()
    {
        Topic = _plan.Sources[0].Topic,
        Partition = 0,
        Offset = _offset++,
        Timestamp = 1_700_000_000_000,
        Value = Encoding.UTF8.GetBytes($$$"""{"time":"2018-04-01T00:{{{minute:00}}}:00Z","decision":"block","event":{"terminalId":"{{{terminal}}}","amount":1}}"""),
        Headers =
        [
            new RecordHeader(OutputHeaders.Id, Encoding.UTF8.GetBytes(new OutputId(new WriterId("card-fraud.by-terminal", 1, 0), id, OutputId.SlotOf(1, 0)).ToString())),
            new RecordHeader(OutputHeaders.Type, "prediction"u8.ToArray()),
        ],
    };
}
