using Serverless.Durable.Stages;

namespace Serverless.Local.Host.Loops;

/// <summary>Follows the log of one shard.</summary>
internal sealed class ShardLoop(LoopContext context, KeyedStage stage, int shard, PartitionStates states)
{
    public Task RunAsync() => new Supervised(context, $"{stage.Topic}/{shard}", AttemptAsync).RunAsync();

    private async Task AttemptAsync(Supervised supervised)
    {
        states.Set(stage.Topic, shard, false);
        await stage.StartAsync(shard, context.Abort).ConfigureAwait(false);
        states.Set(stage.Topic, shard, true);
        var options = context.Services.Options;
        try
        {
            var position = stage.Position(shard) ?? 0;
            while (!context.Stop.IsCancellationRequested)
            {
                var slice = await context.Services.Log
                    .ReadAsync(stage.Topic, shard, position, options.PieceSize, options.ProgressInterval, context.Stop).ConfigureAwait(false);
                if (slice.Records.Count > 0)
                {
                    await stage.RunShardAsync(shard, slice.Records, mayDefer: true, context.Abort).ConfigureAwait(false);
                }
                else
                {
                    await stage.SettleAsync(shard, context.Abort).ConfigureAwait(false);
                }

                position = slice.Next;
                supervised.Succeeded();
            }
        }
        finally
        {
            states.Set(stage.Topic, shard, false);
        }
    }
}
