using System.Collections.Concurrent;
using Confluent.Kafka;
using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Kafka.Clients;

/// <summary>The thread of a feed: reads with a blocking consumer and fills the buffer.</summary>
internal sealed class FeedPump : IAsyncDisposable
{
    // What is at hand is passed on in pieces, so that the caller starts while the rest is still being read.
    private const int Piece = 256;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private readonly ClientFactory _clients;
    private readonly string _topic;
    private readonly FeedBuffer _buffer;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly ConcurrentQueue<Wanted> _wanted = new();
    private readonly long[] _positions;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stop;

    public FeedPump(ClientFactory clients, string topic, IReadOnlyList<long> from, FeedBuffer buffer)
    {
        _clients = clients;
        _topic = topic;
        _buffer = buffer;
        _positions = [.. from];
        _consumer = clients.Consumer("feed", null, clients.Settings.FetchWait, withTopic: false);
        var assignment = new List<TopicPartitionOffset>(from.Count);
        for (var partition = 0; partition < from.Count; partition++)
        {
            if (from[partition] >= 0)
                assignment.Add(new TopicPartitionOffset(topic, partition, from[partition]));
        }

        _consumer.Assign(assignment);
        new Thread(Loop) { IsBackground = true, Name = "kafka feed " + topic }.Start();
    }

    public long EndOffset(int partition)
    {
        if (_stop)
            return -1;
        var end = _consumer.GetWatermarkOffsets(new TopicPartition(_topic, partition)).High.Value;
        return end < 0 ? -1 : end;
    }

    public Task SeekAsync(int partition, long offset)
    {
        var wanted = new Wanted(partition, offset);
        _wanted.Enqueue(wanted);
        if (_ended.Task.IsCompleted)
            wanted.Done.TrySetException(new ObjectDisposedException(nameof(KafkaFeed)));
        return wanted.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _stop = true;
        await _ended.Task.ConfigureAwait(false);
        _consumer.Dispose();
    }

    private void Loop()
    {
        try
        {
            var piece = new List<LogRecord>(Piece);
            while (!_stop)
            {
                Seek();
                if (!_buffer.HasRoom(Step))
                    continue;
                Read(piece);
                if (piece.Count == 0)
                    continue;
                _buffer.Add(piece);
                piece.Clear();
            }
        }
        catch (Exception failure)
        {
            _buffer.Fail(Explained(failure));
        }

        while (!_stop)
        {
            // The consumer lives on for EndOffset until the feed is closed.
            Refuse();
            Thread.Sleep(Step);
        }

        _buffer.Fail(new LogException($"The feed of {_topic} is closed."));
        _ended.TrySetResult();
        Refuse();
    }

    private void Read(List<LogRecord> piece)
    {
        var wait = Step;
        while (piece.Count < Piece)
        {
            var result = _consumer.Consume(wait);
            if (result is null)
                return;
            if (result.IsPartitionEOF)
                continue;
            _positions[result.Partition.Value] = result.Offset.Value + 1;
            piece.Add(Records.Read(_topic, result));
            wait = TimeSpan.Zero;
        }
    }

    private void Seek()
    {
        while (_wanted.TryDequeue(out var wanted))
        {
            // Beyond a seek librdkafka hands out nothing that it had fetched before.
            _consumer.Seek(new TopicPartitionOffset(_topic, wanted.Partition, wanted.Offset));
            _positions[wanted.Partition] = wanted.Offset;
            _buffer.Restart(wanted.Partition, wanted.Offset);
            wanted.Done.TrySetResult();
        }
    }

    private void Refuse()
    {
        while (_wanted.TryDequeue(out var wanted))
            wanted.Done.TrySetException(new LogException($"The feed of {_topic} has failed or is closed."));
    }

    private Exception Explained(Exception failure)
    {
        try
        {
            if (failure is ConsumeException { Error.Code: ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange } lost)
                return Lost(lost.ConsumerRecord.Partition.Value);
        }
        catch (KafkaException)
        {
            // The broker does not even tell its bounds: the first failure has to do.
        }

        return failure is KafkaException known ? Failures.Of(_clients, $"read {_topic}", known) : failure;
    }

    private LogException Lost(int partition)
    {
        var bounds = _consumer.QueryWatermarkOffsets(new TopicPartition(_topic, partition), _clients.Settings.ConnectTimeout);
        return Failures.Lost(_topic, partition, _positions[partition], new LogBounds(bounds.Low.Value, bounds.High.Value));
    }

    private sealed record Wanted(int Partition, long Offset)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
