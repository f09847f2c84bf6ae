using Confluent.Kafka;
using Serverless.Kafka;

namespace Serverless.Local.Simulation.Sending;

/// <summary>An idempotent producer of our own: in order, one request in flight, never more than so many records without an acknowledgement.</summary>
internal sealed class KafkaOutlet : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly IProducer<byte[], byte[]> _producer;
    private readonly string _brokers;
    private readonly int _mostUnacknowledged;
    private readonly TimeProvider _time;
    private readonly Action<DeliveryReport<byte[], byte[]>> _acknowledge;
    private long _unacknowledged;
    private string? _failure;

    public KafkaOutlet(KafkaSettings settings, int mostUnacknowledged, TimeProvider time)
    {
        (_brokers, _mostUnacknowledged, _time) = (settings.BootstrapServers, mostUnacknowledged, time);
        _acknowledge = Acknowledge;
        var config = ClientConfigs.Of(settings, "simulator", new()
        {
            ["acks"] = "all",
            ["enable.idempotence"] = "true",
            // The order within a partition is what tells after a kill which records arrived: see SentLedger.Unsent.
            ["max.in.flight"] = "1",
            ["message.timeout.ms"] = "0",
            ["linger.ms"] = "1",
            ["compression.type"] = settings.Compression,
            ["dotnet.producer.delivery.report.fields"] = "none",
        });
        _producer = ClientConfigs.Build(() => new ProducerBuilder<byte[], byte[]>(config)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => _failure = error.IsFatal ? error.Reason : _failure)
            .Build());
    }

    public long Unacknowledged => Interlocked.Read(ref _unacknowledged);

    public async ValueTask SendAsync(IReadOnlyList<SourceRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            while (Unacknowledged >= _mostUnacknowledged || !TrySend(record))
            {
                ThrowIfFailed();
                await Task.Delay(Pause, _time, cancellationToken).ConfigureAwait(false);
            }
        }

        ThrowIfFailed();
    }

    /// <summary>Waits for all acknowledgements.</summary>
    /// <returns>How many are still missing when the time is over.</returns>
    public async Task<long> FlushAsync(TimeSpan limit)
    {
        var from = _time.GetTimestamp();
        while (Unacknowledged > 0 && _time.GetElapsedTime(from) < limit && _failure is null)
        {
            await Task.Delay(Pause, _time).ConfigureAwait(false);
        }

        return Unacknowledged;
    }

    public void Dispose() => _producer.Dispose();

    private bool TrySend(SourceRecord record)
    {
        try
        {
            Interlocked.Increment(ref _unacknowledged);
            _producer.Produce(new TopicPartition(record.Topic, record.Partition), new Message<byte[], byte[]> { Key = record.Key, Value = record.Value }, _acknowledge);
            return true;
        }
        catch (ProduceException<byte[], byte[]> failure)
        {
            Interlocked.Decrement(ref _unacknowledged);
            return failure.Error.Code == ErrorCode.Local_QueueFull
                ? false
                : throw new SimulationException($"Kafka at {_brokers} refused a record for {record.Topic}: {failure.Error.Reason}.", failure);
        }
    }

    // On the producer's own thread.
    private void Acknowledge(DeliveryReport<byte[], byte[]> report)
    {
        Interlocked.Decrement(ref _unacknowledged);
        if (report.Error.IsError)
            _failure ??= $"{report.Topic}, partition {report.Partition.Value}: {report.Error.Reason}";
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
            throw new SimulationException($"Kafka at {_brokers} refused what the simulator sent: {_failure}.");
    }
}
