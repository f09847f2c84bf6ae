using System.Text;
using Serverless.Durable.Stages;
using Serverless.Streams;
using Serverless.Streams.Records;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.Durable;

/// <summary>Progress of a keyed stage whose caller comes again only where there are more records, as a trigger does.</summary>
public sealed class KeyedStageTests : IAsyncLifetime
{
    private readonly PipelinePlan _plan = FoldPipeline.Plan(p =>
    {
        p.Readings();
        p.ByKey().Last(TimeSpan.FromSeconds(1)).Count("count");
        p.By("other", reading => reading.Id);
    });

    private readonly MemoryLog _log = new();
    private readonly ManualTime _time = new();
    private readonly KeyedStage _stage;
    private readonly StageServices _services;
    private readonly CleanseStage _cleanse;
    private int _sent;

    public KeyedStageTests()
    {
        _services = new StageServices(_plan, _log, new MemoryCheckpoints(_time), null, _time, new StageOptions { CheckpointInterval = TimeSpan.FromHours(1) });
        (_cleanse, _stage) = (new CleanseStage(_services, 0), new KeyedStage(_services, 0));
    }

    private static int Shard => Murmur2.PartitionOf("k"u8, 2);

    public async Task InitializeAsync()
    {
        await using var clock = new Clock(_services);
        await clock.TickAsync(default);
        await RunAsync(await SendAsync());
    }

    public async Task DisposeAsync()
    {
        await _stage.DisposeAsync();
        await _cleanse.DisposeAsync();
    }

    [Fact]
    public async Task It_waits_for_its_interval_while_another_batch_is_at_hand_and_the_last_one_is_told()
    {
        var told = Progress();
        var first = await SendAsync();
        var second = await SendAsync();
        await RunAsync(first);
        Assert.Equal(told, Progress());
        await RunAsync(second);
        Assert.Equal(told + _plan.Shards, Progress());
        Assert.Equal(second[^1].Offset + 1, _stage.Settled(Shard));
    }

    [Fact]
    public async Task After_its_interval_it_is_told_whatever_is_at_hand()
    {
        var told = Progress();
        var first = await SendAsync();
        await SendAsync();
        _time.Now += _services.Options.ProgressInterval;
        await RunAsync(first);
        Assert.Equal(told + _plan.Shards, Progress());
    }

    [Fact]
    public async Task What_waited_is_told_by_the_one_that_takes_the_shard_over()
    {
        var first = await SendAsync();
        var second = await SendAsync();
        await RunAsync(first);
        var told = Progress();
        await using var next = new KeyedStage(_services with { Checkpoints = new MemoryCheckpoints(_time) }, 0);
        await next.RunAsync(second, mayDefer: false, default);
        Assert.True(Progress() > told);
        Assert.Equal(second[^1].Offset + 1, next.Settled(Shard));
    }

    private Task RunAsync(IReadOnlyList<LogRecord> batch) => _stage.RunAsync(batch, mayDefer: false, default);

    /// <summary>Sends one event, and gives what it has brought to the shard.</summary>
    private async Task<List<LogRecord>> SendAsync()
    {
        var log = _log.Partition(_plan.Keys[0].Topic, Shard);
        var before = log.Count;
        var json = $$"""{"id":"{{_sent}}","key":"k","at":"2026-01-01T00:00:{{_sent:D2}}Z","value":1}""";
        await _cleanse.RunAsync([new LogRecord { Topic = FoldPipeline.ReadingsTopic, Partition = 0, Offset = _sent++, Timestamp = _time.Now.ToUnixTimeMilliseconds(), Value = Encoding.UTF8.GetBytes(json) }], mayDefer: false, default);
        return log[before..];
    }

    private int Progress() => Enumerable.Range(0, _plan.Shards).Sum(shard => _log.Partition(_plan.Keys[1].Topic, shard)
        .Count(record => record.TryGetHeader(KeyedHeader.Name, out var header) && KeyedHeader.KindOf(header.Span) is KeyedRecordKind.Progress));
}
