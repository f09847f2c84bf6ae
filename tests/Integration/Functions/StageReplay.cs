using Serverless.Durable.Stages;
using Serverless.Local.Host.Loops;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Functions;

/// <summary>The local host's own loops over recorded records: one stage, on a broker that has nothing else.</summary>
internal sealed class StageReplay : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private readonly StageServices _services;
    private readonly CancellationTokenSource _stop;
    private readonly LoopContext _context;
    private Exception? _fatal;

    public StageReplay(CardBroker broker, StageServices services)
    {
        (Broker, _services) = (broker, services);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(broker.Token);
        _context = new LoopContext(services, _ => { }, failure => _fatal = failure, new Troubles(), _stop.Token, broker.Token);
    }

    /// <summary>What the stage reads and writes.</summary>
    public CardBroker Broker { get; }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>Clock's first tick, then Cleanse of all sources.</summary>
    public async Task CleanseAsync(IEnumerable<LogRecord> recorded)
    {
        await AppendAsync(recorded);
        var clock = new ClockLoop(_context, () => true, TimeSpan.FromHours(1));
        var loops = new List<Task> { clock.RunAsync() };
        await clock.FirstTick.WaitAsync(Broker.Token);
        var stages = _services.Plan.Sources.Select(source => new CleanseStage(_services, source.Index)).ToArray();
        foreach (var source in _services.Plan.Sources)
            loops.Add(new SourceLoop(_context, source, Broker.Settings, stages[source.Index], new PartitionStates()).RunAsync());
        foreach (var source in _services.Plan.Sources)
            await SettledAsync(source.Topic, partition => stages[source.Index].Settled(partition) ?? 0);
        await StopAsync(loops);
        foreach (var stage in stages)
            await stage.DisposeAsync();
    }

    /// <summary>One keyed stage.</summary>
    public async Task FoldAsync(int stage, IEnumerable<LogRecord> recorded)
    {
        await AppendAsync(recorded);
        var keyed = new KeyedStage(_services, stage);
        await using var open = keyed;
        var loops = Enumerable.Range(0, _services.Plan.Shards).Select(shard => new ShardLoop(_context, keyed, shard, new PartitionStates()).RunAsync()).ToArray();
        await SettledAsync(keyed.Topic, keyed.Settled);
        await StopAsync(loops);
    }

    private Task AppendAsync(IEnumerable<LogRecord> recorded) => Broker.AppendAsync([.. recorded.OrderBy(record => record.Offset).Select(record => new OutgoingRecord
    {
        Topic = record.Topic,
        Partition = record.Partition,
        Key = record.Key.IsEmpty ? null : record.Key.ToArray(),
        Value = record.Value.ToArray(),
        Headers = record.Headers,
    })]);

    private async Task SettledAsync(string topic, Func<int, long> settled)
    {
        var partitions = await _services.Log.PartitionsAsync(topic, Broker.Token);
        for (var partition = 0; partition < partitions; partition++)
        {
            var end = (await _services.Log.BoundsAsync(topic, partition, Broker.Token)).End;
            while (settled(partition) < end && _fatal is null)
                await Task.Delay(Look, Broker.Token);
        }
    }

    private async Task StopAsync(IEnumerable<Task> loops)
    {
        await _stop.CancelAsync();
        await Task.WhenAll(loops);
        Assert.Null(_fatal);
    }
}
