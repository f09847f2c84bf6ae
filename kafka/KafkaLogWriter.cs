using System.Diagnostics;
using Confluent.Kafka;
using Serverless.Durable.Ports;
using Serverless.Kafka.Clients;
using Serverless.Streams.Records;

namespace Serverless.Kafka;

/// <summary>
/// A gapless idempotent producer: what it appends to a partition stands there in order and without gaps. After any error it is
/// thrown away without flushing, since only a new producer starts a series that is known to be whole.
/// </summary>
public sealed class KafkaLogWriter : ILogWriter
{
    // A shard must not stand still because the client of before does: it would wait for ever, and nobody would know why.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(10);
    private readonly ClientFactory _clients;
    private readonly IProducer<byte[], byte[]> _producer;
#pragma warning disable CA2213 // Without a wait handle there is nothing to dispose, and those who wait for their turn still have to get it.
    private readonly SemaphoreSlim _turn = new(1, 1);
#pragma warning restore CA2213
    private readonly Lock _lock = new();
    private readonly HashSet<AppendCall> _under = [];
    private readonly Dictionary<(string Topic, int Partition), Place> _places = [];
    private readonly ProducerStart _start;
    private readonly List<Place> _ofRecords = [];
    private long _appends;
    private string? _deadOf;
    private Task? _thrownAway;

    internal KafkaLogWriter(ClientFactory clients)
    {
        _clients = clients;
        _producer = clients.Producer(error => Die($"a fatal error of the producer: {error.Reason}"));
        _start = new ProducerStart(_producer);
    }

    /// <inheritdoc/>
    public bool IsDead => Volatile.Read(ref _deadOf) is not null;

    /// <inheritdoc/>
    /// <remarks>A record above <see cref="KafkaSettings.MaxRecordBytes"/> is refused before anything is sent, and the writer lives on.</remarks>
    public async ValueTask AppendAsync(IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        ThrowIfDead();
        Check(records);
        if (records.Count == 0)
            return;
        var call = new AppendCall(Ended, Refused);
        try
        {
            var started = Stopwatch.GetTimestamp();
            await _turn.WaitAsync(Remaining(started), cancellationToken).ConfigureAwait(false);
            try
            {
                Begin(call);
                _start.Begin(records[0].Topic);
                await SendAsync(records, call, started, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }

            await call.Task.WaitAsync(Remaining(started), cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            var fault = _clients.LastFault.Length == 0 ? "" : $" ({_clients.LastFault})";
            var reason = $"not everything was acknowledged within {_clients.Settings.DeliveryDeadline.TotalSeconds:0.#} s{fault}";
            Die(reason);
            throw Dead(reason);
        }
        catch (KafkaException failure)
        {
            var problem = Failures.Of(_clients, $"append to {records[0].Topic}", failure);
            Die(problem.Message);
            throw problem;
        }
        catch (OperationCanceledException)
        {
            Die("an append was cancelled");
            throw;
        }
    }

    /// <summary>Throws the producer away; what is not acknowledged yet fails.</summary>
    /// <returns>
    /// A task that ends when the producer is gone, or does not go: what it may still append then is a zombie's, which lineage and the readers' rule drop.
    /// </returns>
    public async ValueTask DisposeAsync()
    {
        Die("the writer is closed");
        try
        {
            await _thrownAway!.WaitAsync(LongestFarewell).ConfigureAwait(false);
            _producer.Dispose();
        }
        catch (TimeoutException)
        {
            _clients.Tell("writer", $"A producer given up does not end within {LongestFarewell.TotalSeconds:0} s; it is left behind.");
        }
    }

    private async Task SendAsync(IReadOnlyList<OutgoingRecord> records, AppendCall call, long started, CancellationToken cancellationToken)
    {
        call.Await(MarkLast(records));
        for (var index = 0; index < records.Count; index++)
        {
            var record = records[index];
            var place = _ofRecords[index];
            var handler = place.Last == index ? call.Handler : null;
            var message = Clients.Records.Write(record);
            ThrowIfDead();
            while (!TrySend(place.Partition, message, handler))
            {
                // The local queue is full: the producer drains it meanwhile. Order is kept, since the turn is ours.
                _ = Remaining(started);
                await Task.Delay(2, cancellationToken).ConfigureAwait(false);
                ThrowIfDead();
            }
        }
    }

    private bool TrySend(TopicPartition place, Message<byte[], byte[]> message, Action<DeliveryReport<byte[], byte[]>>? handler)
    {
        try
        {
            _producer.Produce(place, message, handler);
            return true;
        }
        catch (ProduceException<byte[], byte[]> failure) when (failure.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    // Notes for each partition which record is its last, and counts the partitions. Only the caller whose turn it is comes here.
    private int MarkLast(IReadOnlyList<OutgoingRecord> records)
    {
        var partitions = 0;
        _appends++;
        _ofRecords.Clear();
        for (var index = 0; index < records.Count; index++)
        {
            var place = PlaceOf(records[index]);
            _ofRecords.Add(place);
            place.Last = index;
            partitions += place.Append == _appends ? 0 : 1;
            place.Append = _appends;
        }

        return partitions;
    }

    private Place PlaceOf(OutgoingRecord record)
    {
        // Mostly the one of the record before.
        if (_ofRecords.Count > 0 && _ofRecords[^1] is { Partition: var last } before && ReferenceEquals(last.Topic, record.Topic) && last.Partition.Value == record.Partition)
            return before;
        var key = (record.Topic, record.Partition);
        if (!_places.TryGetValue(key, out var place))
            _places[key] = place = new Place(new TopicPartition(record.Topic, record.Partition));
        return place;
    }

    private void Check(IReadOnlyList<OutgoingRecord> records)
    {
        for (var index = 0; index < records.Count; index++)
        {
            var record = records[index];
            ArgumentOutOfRangeException.ThrowIfNegative(record.Partition);
            var size = Clients.Records.SizeOf(record);
            var most = _clients.Settings.MaxRecordBytes;
            if (size > most)
            {
                throw new LogException($"A record for topic {record.Topic} takes {size} bytes, more than the {most} allowed (KAFKA__message.max.bytes).")
                {
                    IsFatal = true,
                };
            }
        }
    }

    private TimeSpan Remaining(long started)
    {
        var remaining = _clients.Settings.DeliveryDeadline - Stopwatch.GetElapsedTime(started);
        return remaining > TimeSpan.Zero ? remaining : throw new TimeoutException();
    }

    private void Begin(AppendCall call)
    {
        lock (_lock)
        {
            ThrowIfDead();
            _under.Add(call);
        }
    }

    private void Ended(AppendCall call)
    {
        _start.End();
        lock (_lock)
            _under.Remove(call);
    }

    private void Refused(DeliveryReport<byte[], byte[]> report) =>
        Die(Failures.Of(_clients, $"append to {report.Topic}, partition {report.Partition.Value}", report.Error).Message);

    private void Die(string reason)
    {
        AppendCall[] left;
        lock (_lock)
        {
            if (_deadOf is not null)
                return;
            Volatile.Write(ref _deadOf, reason);
            left = [.. _under];
            _under.Clear();
            _thrownAway = Task.Run(ThrowAwayAsync);
        }

        foreach (var call in left)
            call.Fail(Dead(reason));
    }

    // Not on the poll thread, which disposing waits for, and not while somebody is inside Produce: the handle would be freed under him.
    private async Task ThrowAwayAsync()
    {
        _start.End();
        await _turn.WaitAsync().ConfigureAwait(false);
        await _start.Over.ConfigureAwait(false);
        try
        {
            await Task.Factory.StartNew(_producer.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void ThrowIfDead()
    {
        if (Volatile.Read(ref _deadOf) is { } reason)
            throw Dead(reason);
    }

    private LogException Dead(string reason) => new($"The writer to {_clients.Settings.BootstrapServers} is given up: {reason.TrimEnd('.')}.");

    private sealed class Place(TopicPartition partition)
    {
        public TopicPartition Partition { get; } = partition;

        public long Append { get; set; }

        public int Last { get; set; }
    }
}
