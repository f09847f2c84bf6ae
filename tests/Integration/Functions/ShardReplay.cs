using Serverless.Durable.Stages;
using Serverless.Local.Host.Loops;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Functions;

/// <summary>The local host's own loop over a recorded keyed log: one keyed stage, on a broker that has nothing else.</summary>
internal static class ShardReplay
{
    public static async Task RunAsync(CardBroker broker, StageServices services, int stage, IEnumerable<LogRecord> recorded)
    {
        await broker.AppendAsync([.. recorded.OrderBy(record => record.Offset).Select(record => new OutgoingRecord
        {
            Topic = record.Topic,
            Partition = record.Partition,
            Key = record.Key.ToArray(),
            Value = record.Value.ToArray(),
            Headers = record.Headers,
        })]);
        var keyed = new KeyedStage(services, stage);
        await using var open = keyed;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(broker.Token);
        Exception? fatal = null;
        var context = new LoopContext(services, _ => { }, failure => fatal = failure, new Troubles(), stop.Token, broker.Token);
        var loops = Enumerable.Range(0, services.Plan.Shards).Select(shard => new ShardLoop(context, keyed, shard, new PartitionStates()).RunAsync()).ToArray();
        for (var shard = 0; shard < services.Plan.Shards; shard++)
        {
            var end = (await services.Log.BoundsAsync(keyed.Topic, shard, broker.Token)).End;
            while (keyed.Settled(shard) < end && fatal is null)
                await Task.Delay(TimeSpan.FromMilliseconds(20), broker.Token);
        }

        await stop.CancelAsync();
        await Task.WhenAll(loops);
        Assert.Null(fatal);
    }
}
