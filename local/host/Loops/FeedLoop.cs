using Serverless.Durable.Stages;
using Serverless.Kafka;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Loops;

/// <summary>Follows a keyed topic on Kafka: one consumer for all its shards, as the Functions trigger has it.</summary>
internal sealed class FeedLoop(LoopContext context, KafkaSettings kafka, KeyedStage stage, int shards, ShardStates states)
{
    private const int BatchRecords = 4_096;
    private readonly Dictionary<int, long> _committed = [];

    public Task RunAsync() => new Supervised(context, stage.Topic, AttemptAsync).RunAsync();

    private async Task AttemptAsync(Supervised supervised)
    {
        SetAll(false);
        await Task.WhenAll(Enumerable.Range(0, shards).Select(shard => stage.StartAsync(shard, context.Abort).AsTask())).ConfigureAwait(false);
        SetAll(true);
        var feed = KafkaFeed.Open(kafka, stage.Topic, [.. Enumerable.Range(0, shards).Select(shard => stage.Position(shard) ?? 0)]);
        await using var open = feed.ConfigureAwait(false);
        try
        {
            while (!context.Stop.IsCancellationRequested)
            {
                await RunAsync(await feed.NextAsync(BatchRecords, context.Services.Options.ProgressInterval, context.Stop).ConfigureAwait(false)).ConfigureAwait(false);
                await CommitAsync().ConfigureAwait(false);
                supervised.Succeeded();
            }
        }
        finally
        {
            SetAll(false);
        }
    }

    /// <summary>Commits what is folded, acknowledged and told.</summary>
    public async Task CommitAsync()
    {
        for (var shard = 0; shard < shards; shard++)
        {
            var settled = stage.Settled(shard);
            if (settled > _committed.GetValueOrDefault(shard, 0))
            {
                await context.Services.Log.CommitAsync(context.Services.Options.Group, stage.Topic, shard, settled, context.Abort).ConfigureAwait(false);
                _committed[shard] = settled;
            }
        }
    }

    private async Task RunAsync(List<LogRecord> records)
    {
        if (records.Count > 0)
        {
            await stage.RunAsync(records, mayDefer: true, context.Abort).ConfigureAwait(false);
            return;
        }

        for (var shard = 0; shard < shards; shard++)
        {
            await stage.SettleAsync(shard, context.Abort).ConfigureAwait(false);
        }
    }

    private void SetAll(bool isReady)
    {
        for (var shard = 0; shard < shards; shard++)
        {
            states.Set(stage.Topic, shard, isReady);
        }
    }
}
