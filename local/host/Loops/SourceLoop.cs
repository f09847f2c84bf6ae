using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Kafka;
using Serverless.Streams.Plan;

namespace Serverless.Local.Host.Loops;

/// <summary>Reads a source, all partitions of it or those that are this process's, and cleanses it; commits what is acknowledged and told.</summary>
internal sealed class SourceLoop(LoopContext context, SourcePlan source, KafkaSettings kafka, CleanseStage stage, PartitionStates states, IReadOnlyList<int>? partitions = null)
{
    // Twice as many were no faster, and are twice the memory in flight.
    private const int BatchRecords = 2_048;

    // A pause in the stream: what is owed is told at once, not at the end of the interval, since nobody has to wait for it then.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // Nobody waits for the answer to an event that is not scored; on the embedded broker, where an empty fetch is over at once, asking for more of them is a good part of all work.
    private static readonly TimeSpan UnscoredWait = TimeSpan.FromMilliseconds(20);
    private readonly OffsetCommits _commits = new(context, source.Topic);
    private bool _isOwed;

    public Task RunAsync() => new Supervised(context, source.Topic, AttemptAsync).RunAsync();

    private async Task AttemptAsync(Supervised supervised)
    {
        var from = await StartAsync().ConfigureAwait(false);
        var feed = KafkaFeed.Open(source.IsScored ? kafka : kafka with { FetchWait = Max(kafka.FetchWait, UnscoredWait) }, source.Topic, from);
        await using var open = feed.ConfigureAwait(false);
        var ours = Enumerable.Range(0, from.Length).Where(partition => from[partition] >= 0).ToArray();
        states.Set(source.Topic, ours, true);
        try
        {
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
                await _commits.BeginAsync(ours, stage.Settled).ConfigureAwait(false);
                supervised.Succeeded();
            }

            await stage.SettleAsync(context.Abort).ConfigureAwait(false);
            await _commits.EndAsync(ours, stage.Settled).ConfigureAwait(false);
        }
        catch
        {
            states.Set(source.Topic, ours, false);
            throw;
        }
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

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>Per partition where to read on; -1: not ours.</summary>
    private async Task<long[]> StartAsync()
    {
        var log = context.Services.Log;
        var count = await log.PartitionsAsync(source.Topic, context.Abort).ConfigureAwait(false);
        if (count == 0)
        {
            throw new LogException($"The topic {source.Topic} does not exist.");
        }

        var from = new long[count];
        Array.Fill(from, -1);
        foreach (var partition in partitions ?? Enumerable.Range(0, count))
        {
            var bounds = await log.BoundsAsync(source.Topic, partition, context.Abort).ConfigureAwait(false);
            var committed = await log.CommittedAsync(context.Services.Options.Group, source.Topic, partition, context.Abort).ConfigureAwait(false);

            // A committed offset that the topic does not hold is loss: the stage finds it out and says so.
            from[partition] = Math.Clamp(committed ?? bounds.Start, bounds.Start, bounds.End);
        }

        return from;
    }
}
