using Serverless.Durable.Stages;
using Serverless.Kafka;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Loops;

/// <summary>Follows shards of a keyed topic on Kafka: one consumer for all of them, as the Functions trigger has it. Shards that are in memory stay there.</summary>
internal sealed class FeedLoop(LoopContext context, KafkaSettings kafka, KeyedStage stage, IReadOnlyList<int> shards, PartitionStates states)
{
    private const int BatchRecords = 4_096;
    private readonly OffsetCommits _commits = new(context, stage.Topic);

    public Task RunAsync() => new Supervised(context, stage.Topic, AttemptAsync).RunAsync();

    private async Task AttemptAsync(Supervised supervised)
    {
        await Task.WhenAll(shards.Select(StartAsync)).ConfigureAwait(false);
        var feed = KafkaFeed.Open(kafka, stage.Topic, From());
        await using var open = feed.ConfigureAwait(false);
        try
        {
            while (!context.Stop.IsCancellationRequested)
            {
                await RunAsync(await feed.NextAsync(BatchRecords, context.Services.Options.ProgressInterval, context.Stop).ConfigureAwait(false)).ConfigureAwait(false);
                await _commits.BeginAsync(shards, shard => stage.Settled(shard) is >= 0 and var settled ? settled : null).ConfigureAwait(false);
                supervised.Succeeded();
            }
        }
        finally
        {
            foreach (var shard in shards)
            {
                states.Set(stage.Topic, shard, stage.Position(shard) is not null);
            }
        }
    }

    private async Task StartAsync(int shard)
    {
        if (stage.Position(shard) is null)
        {
            states.Set(stage.Topic, shard, false);
            await stage.StartAsync(shard, context.Abort).ConfigureAwait(false);
        }

        states.Set(stage.Topic, shard, true);
    }

    /// <summary>Per partition where to read on; -1: not ours.</summary>
    private long[] From()
    {
        var from = new long[context.Services.Plan.Shards];
        Array.Fill(from, -1);
        foreach (var shard in shards)
        {
            from[shard] = stage.Position(shard) ?? 0;
        }

        return from;
    }

    private async Task RunAsync(List<LogRecord> records)
    {
        if (records.Count > 0)
        {
            await stage.RunAsync(records, mayDefer: true, context.Abort).ConfigureAwait(false);
            return;
        }

        foreach (var shard in shards)
        {
            await stage.SettleAsync(shard, context.Abort).ConfigureAwait(false);
        }
    }
}
