using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Local.Host.Files;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Benchmarks;

/// <summary>The real stages of a pipeline with one source and one shard, on files, fed by hand.</summary>
internal sealed class OneShard : IAsyncDisposable
{
    private const int Batch = 2_048;
    private readonly Func<int, long, byte[]> _record;
    private readonly FileLog _log;
    private readonly Clock _clock;
    private readonly CleanseStage _cleanse;
    private readonly KeyedStage _keyed;
    private readonly SteppedTime _time = new(Start);
    private readonly string _folder;
    private long _source;
    private long _position;

    /// <summary>Opens an empty one.</summary>
    /// <param name="plan">The pipeline.</param>
    /// <param name="folder">Where log and checkpoints lie.</param>
    /// <param name="record">Makes a record of what it is fed with; the second number counts the records.</param>
    public OneShard(PipelinePlan plan, string folder, Func<int, long, byte[]> record)
    {
        (_record, _folder, _log) = (record, folder, FileLog.Open(new FileLogOptions { Directory = folder }));
        foreach (var topic in plan.Sources.Select(source => source.Topic).Concat(plan.OwnedTopics))
        {
            _log.CreateTopic(topic, 1);
        }

        Services = NewServices(plan);
        (_clock, _cleanse, _keyed) = (new Clock(Services), new CleanseStage(Services, 0), new KeyedStage(Services, 0));
    }

    /// <summary>The broker's time of the first record; each next one comes a millisecond later.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What the stages work with, and their counters.</summary>
    public StageServices Services { get; }

    /// <summary>Through cleansing and the keyed stage, batch after batch.</summary>
    public async Task FeedAsync(IEnumerable<int> numbers)
    {
        if (_source == 0)
        {
            await _clock.TickAsync(CancellationToken.None);
        }

        foreach (var batch in numbers.Chunk(Batch))
        {
            await _cleanse.RunAsync([.. batch.Select(Record)], mayDefer: true, CancellationToken.None);
            await FollowAsync();
        }
    }

    /// <summary>A minute later one is due; twice, since the second look finds the first one taken.</summary>
    public async Task CheckpointAsync()
    {
        _time.Now += Services.Options.CheckpointInterval;
        await _keyed.SettleAsync(0, CancellationToken.None);
        await _keyed.SettleAsync(0, CancellationToken.None);
    }

    /// <summary>Another worker takes the shard over: from its checkpoint and the tail behind it.</summary>
    public async Task RestartAsync()
    {
        var again = new KeyedStage(NewServices(Services.Plan), 0);
        await using var open = again;
        await again.StartAsync(0, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _clock.DisposeAsync();
        await _cleanse.DisposeAsync();
        await _keyed.DisposeAsync();
        await _log.DisposeAsync();
    }

    private StageServices NewServices(PipelinePlan plan) => new(plan, _log, new FileCheckpoints(_folder, _time), null, _time, new StageOptions());

    private async Task FollowAsync()
    {
        while (await _log.ReadAsync(_keyed.Topic, 0, _position, Batch, TimeSpan.Zero, CancellationToken.None) is { Records.Count: > 0 } slice)
        {
            await _keyed.RunShardAsync(0, slice.Records, mayDefer: true, CancellationToken.None);
            _position = slice.Next;
        }
    }

    private LogRecord Record(int number) => new()
    {
        Topic = Services.Plan.Sources[0].Topic,
        Partition = 0,
        Offset = _source++,
        Timestamp = Start.ToUnixTimeMilliseconds() + _source,
        Value = _record(number, _source),
        Headers = [],
    };
}
