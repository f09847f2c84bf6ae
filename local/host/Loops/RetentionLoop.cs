using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;

namespace Serverless.Local.Host.Loops;

/// <summary>Frees what no checkpoint of the file log's shards needs any more.</summary>
internal sealed class RetentionLoop(LoopContext context, FileLog files, TimeSpan retention)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public Task RunAsync() => new Supervised(context, "retention", AttemptAsync).RunAsync();

    private async Task AttemptAsync(Supervised supervised)
    {
        while (!context.Stop.IsCancellationRequested)
        {
            await context.PauseAsync(Interval).ConfigureAwait(false);
            foreach (var key in context.Services.Plan.Keys)
            {
                for (var shard = 0; shard < context.Services.Plan.Shards && !context.Stop.IsCancellationRequested; shard++)
                {
                    var stored = await context.Services.Checkpoints.LoadAsync(new ShardId(key.Topic, shard), context.Abort).ConfigureAwait(false);
                    await files.TrimAsync(key.Topic, shard, stored.Position, context.Services.Time.GetUtcNow() - retention).ConfigureAwait(false);
                }
            }

            supervised.Succeeded();
        }
    }
}
