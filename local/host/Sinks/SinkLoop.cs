using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Local.Host.Loops;
using Serverless.Sinks;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Sinks;

/// <summary>Follows one output topic: from where the database says, in batches as large as what has come meanwhile.</summary>
internal sealed class SinkLoop(
    string topic, KafkaLog log, KafkaSettings kafka, PostgresSink sink, PostgresSettings postgres, SinkOptions options, Action<string> notice, TimeProvider time)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);
    private bool _fits;
    private int _failures;
    private volatile string? _reason = "PostgreSQL has not answered yet";
    private volatile SinkResult _since = SinkResult.None;
    private long _lag;

    /// <summary>Why nothing is stored; null where it is.</summary>
    public string? Reason => _reason;

    public SinkResult Since => _since;

    public long Lag => Volatile.Read(ref _lag);

    public async Task RunAsync(CancellationToken stop)
    {
        // Given up at the stop's time-out: whatever is in hand then comes again at the next start.
        using var abort = new CancellationTokenSource();
        using var stopping = stop.Register(() => abort.CancelAfter(options.StopTimeout));
        while (!abort.IsCancellationRequested)
        {
            try
            {
                await AttemptAsync(stop, abort.Token).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (abort.IsCancellationRequested)
            {
                notice($"{topic}: the stop took longer than {options.StopTimeout.TotalSeconds:0.#} s: the next start goes on where this one ends.");
                return;
            }
            catch (Exception failure) when (!IsFatal(failure))
            {
                _reason = Failure.Line(failure);
                notice($"{topic}: {_reason}");
                await Task.Delay(RetryPause.After(_failures++), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (stop.IsCancellationRequested)
                    return;
            }
        }
    }

    // A table that somebody changes while we run is no reason to end: it is told, and tried again. Loss is never passed over.
    private bool IsFatal(Exception failure) => failure is SinkException sinks ? sinks.IsFatal && !_fits : Failure.IsFatal(failure) && !options.AcceptLoss;

    private async Task AttemptAsync(CancellationToken stop, CancellationToken abort)
    {
        if (!_fits && postgres.CreateSchema)
            await sink.CreateSchemaAsync(abort).ConfigureAwait(false);
        else
            await sink.CheckSchemaAsync(abort).ConfigureAwait(false);
        var feed = KafkaFeed.Open(kafka, topic, await StartAsync(abort).ConfigureAwait(false));
        await using var open = feed.ConfigureAwait(false);
        (_fits, _reason) = (true, null);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await StoreAsync(feed, await feed.NextAsync(postgres.BatchRecords, Wait, stop).ConfigureAwait(false), abort).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested && !abort.IsCancellationRequested)
            {
                break;
            }
        }

        await DrainAsync(feed, abort).ConfigureAwait(false);
    }

    /// <summary>Stores what the topic holds now.</summary>
    private async Task DrainAsync(KafkaFeed feed, CancellationToken abort)
    {
        for (var partition = 0; partition < feed.Partitions; partition++)
        {
            var end = (await log.BoundsAsync(topic, partition, abort).ConfigureAwait(false)).End;
            while (feed.Position(partition) < end)
                await StoreAsync(feed, await feed.NextAsync(postgres.BatchRecords, Wait, abort).ConfigureAwait(false), abort).ConfigureAwait(false);
        }
    }

    private async Task StoreAsync(KafkaFeed feed, List<LogRecord> records, CancellationToken abort)
    {
        if (records.Count > 0)
        {
            _since += await sink.WriteAsync(records, abort).ConfigureAwait(false);
            _failures = 0;
        }

        var lag = 0L;
        for (var partition = 0; partition < feed.Partitions; partition++)
            lag += Math.Max(0, feed.EndOffset(partition) - feed.Position(partition));
        Volatile.Write(ref _lag, lag);
    }

    private async Task<long[]> StartAsync(CancellationToken abort)
    {
        var positions = await sink.PositionsAsync(topic, abort).ConfigureAwait(false);
        var from = new long[await log.PartitionsAsync(topic, abort).ConfigureAwait(false)];
        for (var partition = 0; partition < from.Length; partition++)
        {
            var bounds = await log.BoundsAsync(topic, partition, abort).ConfigureAwait(false);
            from[partition] = SinkStart.Of(topic, partition, positions.TryGetValue(partition, out var stored) ? stored : null, bounds, options.AcceptLoss);
        }

        return from;
    }
}
