using Confluent.Kafka;
using Serverless.Local.Simulation.Sending;

namespace Serverless.Local.Cli.Bench;

/// <summary>A bare producer.</summary>
internal static class Sending
{
    /// <summary>Sends all records as fast as they are taken, and waits for all acknowledgements.</summary>
    public static void All(string brokers, IEnumerable<SourceRecord> records)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(Config(brokers, lingerMs: 20)).Build();
        foreach (var record in records)
        {
            Send(producer, record.Topic, record.Partition, record.Key, record.Value);
        }

        producer.Flush();
    }

    public static ProducerConfig Config(string brokers, double lingerMs) => new()
    {
        BootstrapServers = brokers,
        Acks = Acks.All,
        LingerMs = lingerMs,
        CompressionType = CompressionType.Lz4,
        QueueBufferingMaxMessages = 1_000_000,
        EnableDeliveryReports = true,
    };

    public static void Send(IProducer<byte[], byte[]> producer, string topic, int partition, byte[] key, byte[] value) =>
        Send(producer, new TopicPartition(topic, partition), new Message<byte[], byte[]> { Key = key, Value = value }, null);

    /// <summary>Waits while the client's queue is full.</summary>
    public static void Send(IProducer<byte[], byte[]> producer, TopicPartition place, Message<byte[], byte[]> message, Action<DeliveryReport<byte[], byte[]>>? handler)
    {
        while (true)
        {
            try
            {
                producer.Produce(place, message, handler);
                return;
            }
            catch (ProduceException<byte[], byte[]> failure) when (failure.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(1));
            }
        }
    }
}
