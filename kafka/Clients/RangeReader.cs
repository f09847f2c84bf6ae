using System.Diagnostics;
using Confluent.Kafka;
using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Kafka.Clients;

/// <summary>
/// Reads ranges with one consumer, on one thread. It stays where the last range ended, so that the next piece costs no new assignment.
/// </summary>
internal sealed class RangeReader : IAsyncDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private readonly ClientFactory _clients;
    private readonly Watermarks _watermarks;
    private readonly ClientThread _thread;
    private IConsumer<byte[], byte[]>? _consumer;
    private Place _place;

    public RangeReader(ClientFactory clients, Watermarks watermarks)
    {
        _clients = clients;
        _watermarks = watermarks;
        // An assigned consumer goes on fetching: one that nobody uses should not.
        _thread = new ClientThread("kafka reader", Rest, Leave);
    }

    /// <summary>Where this reader stands. Read by others to choose one, so it is a hint only.</summary>
    public bool IsAt(string topic, int partition, long offset) =>
        Volatile.Read(ref _place.Offset) == offset && _place.Partition == partition && _place.Topic == topic;

    public Task<LogSlice> ReadAsync(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken) =>
        _thread.RunAsync(() => Read(topic, partition, from, maxRecords, wait, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _thread.RunAsync(() =>
        {
            _consumer?.Dispose();
            return true;
        }).ConfigureAwait(false);
        await _thread.DisposeAsync().ConfigureAwait(false);
    }

    private LogSlice Read(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            return ReadFrom(topic, partition, from, maxRecords, wait, cancellationToken);
        }
        catch (ConsumeException failure) when (failure.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange)
        {
            Leave();
            throw Failures.Lost(topic, partition, from, _watermarks.Of(topic, partition));
        }
        catch (KafkaException failure)
        {
            Leave();
            throw Failures.Of(_clients, $"read {topic}, partition {partition}, from {from}", failure);
        }
        catch
        {
            Leave();
            throw;
        }
    }

    private LogSlice ReadFrom(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        long end;
        var isFresh = false;
        if (_consumer is not null && IsAt(topic, partition, from))
        {
            end = Cached(topic, partition);
            if (from >= end)
                (end, isFresh) = (Checked(topic, partition, from).End, true);
        }
        else
        {
            (end, isFresh) = (Checked(topic, partition, from).End, true);
            if (from < end || wait > TimeSpan.Zero)
                MoveTo(topic, partition, from);
        }

        if (from >= end && wait == TimeSpan.Zero)
            return new LogSlice([], from, end);
        var taken = new Taken(topic, from, maxRecords);
        Fill(taken, partition, end, wait, cancellationToken);
        _place.Offset = taken.Next;
        // A cached end is what the last fetch told; who is told that the end is reached needs this moment's.
        if (!isFresh && taken.Next >= end)
            end = _watermarks.Of(topic, partition).End;
        return new LogSlice(taken.Records, taken.Next, Math.Max(end, taken.Next));
    }

    private void Fill(Taken taken, int partition, long end, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (taken.Records.Count < taken.Most)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var atEnd = taken.Next >= end;
            var patience = !atEnd ? Step : taken.Records.Count > 0 ? TimeSpan.Zero : Least(wait - Stopwatch.GetElapsedTime(started), Step);
            var result = _consumer!.Consume(patience);
            if (result is null)
            {
                if (patience == TimeSpan.Zero)
                    return;
                if (!atEnd && Stopwatch.GetElapsedTime(started) > _clients.Settings.ConnectTimeout)
                    throw Failures.NoAnswer(_clients, $"read {taken.Topic}, partition {partition}, from {taken.Next}");
            }
            else if (result.IsPartitionEOF)
            {
                // Offsets without records, up to the end.
                taken.Next = Math.Max(taken.Next, result.Offset.Value);
            }
            else
            {
                taken.Add(result);
                started = Stopwatch.GetTimestamp();
            }
        }
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < TimeSpan.Zero ? TimeSpan.Zero : one < other ? one : other;

    private long Cached(string topic, int partition) => _consumer!.GetWatermarkOffsets(new TopicPartition(topic, partition)).High.Value;

    private LogBounds Checked(string topic, int partition, long from)
    {
        var bounds = _watermarks.Of(topic, partition);
        return from >= bounds.Start && from <= bounds.End ? bounds : throw Failures.Lost(topic, partition, from, bounds);
    }

    private void MoveTo(string topic, int partition, long from)
    {
        _consumer ??= _clients.Consumer("reader", null, Least(_clients.Settings.FetchWait, TimeSpan.FromMilliseconds(10)), withTopic: false);
        _consumer.Assign(new TopicPartitionOffset(topic, partition, from));
        _place = new Place { Topic = topic, Partition = partition, Offset = from };
    }

    private void Leave()
    {
        _place = default;
        _place.Offset = -1;
        try
        {
            _consumer?.Unassign();
        }
        catch (KafkaException)
        {
            // It is only to spare fetches; the next assignment replaces this one in any case.
        }
    }

    private struct Place
    {
        public string? Topic;
        public int Partition;
        public long Offset;
    }

    private sealed class Taken(string topic, long from, int most)
    {
        public List<LogRecord> Records { get; } = [];

        public string Topic => topic;

        public int Most => most;

        public long Next { get; set; } = from;

        public void Add(ConsumeResult<byte[], byte[]> result)
        {
            Records.Add(Clients.Records.Read(topic, result));
            Next = result.Offset.Value + 1;
        }
    }
}
