using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Kafka;
using Serverless.Streams.Plan;

namespace Serverless.Local.Host.Loops;

/// <summary>Reads a source and cleanses it; commits what is acknowledged and told.</summary>
internal sealed class SourceLoop(LoopContext context, SourcePlan source, KafkaSettings kafka, CleanseStage stage)
{
    private const int BatchRecords = 4_096;

    // A pause in the stream: what is owed is told at once, not at the end of the interval, since nobody has to wait for it then.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly Dictionary<int, long> _committed = [];
    private bool _isOwed;

    public Task RunAsync() => new Supervised(context, source.Topic, AttemptAsync).RunAsync();

    private async Task AttemptAsync(Supervised supervised)
    {
        var feed = KafkaFeed.Open(kafka, source.Topic, await StartAsync().ConfigureAwait(false));
        await using var open = feed.ConfigureAwait(false);
        while (!context.Stop.IsCancellationRequested)
        {
            var records = await NextAsync(feed).ConfigureAwait(false);
            if (records.Count == 0)
            {
                // Nothing came: what is owed is told now, so that the last progress is never left out.
                await stage.SettleAsync(context.Abort).ConfigureAwait(false);
            }
            else
            {
                await stage.RunAsync(records, mayDefer: true, context.Abort).ConfigureAwait(false);
            }

            _isOwed = records.Count > 0;
            await CommitAsync(feed.Partitions).ConfigureAwait(false);
            supervised.Succeeded();
        }

        await stage.SettleAsync(context.Abort).ConfigureAwait(false);
        await CommitAsync(feed.Partitions).ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<Streams.Records.LogRecord>> NextAsync(KafkaFeed feed)
    {
        try
        {
            return await feed.NextAsync(BatchRecords, _isOwed ? Pause : context.Services.Options.ProgressInterval, context.Stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.Stop.IsCancellationRequested)
        {
            return [];
        }
    }

    private async Task<long[]> StartAsync()
    {
        var log = context.Services.Log;
        var partitions = await log.PartitionsAsync(source.Topic, context.Abort).ConfigureAwait(false);
        if (partitions == 0)
        {
            throw new LogException($"The topic {source.Topic} does not exist.");
        }

        var from = new long[partitions];
        for (var partition = 0; partition < partitions; partition++)
        {
            var bounds = await log.BoundsAsync(source.Topic, partition, context.Abort).ConfigureAwait(false);
            var committed = await log.CommittedAsync(context.Services.Options.Group, source.Topic, partition, context.Abort).ConfigureAwait(false);

            // A committed offset that the topic does not hold is loss: the stage finds it out and says so.
            from[partition] = Math.Clamp(committed ?? bounds.Start, bounds.Start, bounds.End);
        }

        return from;
    }

    private async Task CommitAsync(int partitions)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            if (stage.Settled(partition) is { } settled && settled > _committed.GetValueOrDefault(partition, -1))
            {
                await context.Services.Log
                    .CommitAsync(context.Services.Options.Group, source.Topic, partition, settled, context.Abort).ConfigureAwait(false);
                _committed[partition] = settled;
            }
        }
    }
}
