using Confluent.Kafka;
using Serverless.Durable.Ports;

namespace Serverless.Kafka.Clients;

/// <summary>
/// Asks for a partition's start and end, and for topics, with a client of its own: on a connection that also fetches, a question
/// would wait behind the broker's long poll. May be used by several threads; its calls block.
/// </summary>
internal sealed class Watermarks : IDisposable
{
    private readonly ClientFactory _clients;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly IAdminClient _admin;

    public Watermarks(ClientFactory clients)
    {
        _clients = clients;
        _consumer = clients.Consumer("control", null, clients.Settings.FetchWait, withTopic: true);
        _admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
    }

    public LogBounds Of(string topic, int partition)
    {
        try
        {
            var bounds = _consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), _clients.Settings.ConnectTimeout);
            return new LogBounds(bounds.Low.Value, bounds.High.Value);
        }
        catch (KafkaException failure)
        {
            throw Failures.Of(_clients, $"ask where {topic}, partition {partition}, starts and ends", failure);
        }
    }

    public int Partitions(string topic)
    {
        try
        {
            var found = _admin.GetMetadata(topic, _clients.Settings.ConnectTimeout).Topics.Find(each => each.Topic == topic);
            if (found is null || found.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic)
                return 0;
            return found.Error.IsError
                ? throw Failures.Of(_clients, $"ask for the partitions of {topic}", found.Error)
                : found.Partitions.Count;
        }
        catch (KafkaException failure)
        {
            throw Failures.Of(_clients, $"ask for the partitions of {topic}", failure);
        }
    }

    /// <summary>Waits until a broker answers.</summary>
    public void Connect()
    {
        try
        {
            _admin.GetMetadata(_clients.Settings.ConnectTimeout);
        }
        catch (KafkaException failure)
        {
            throw Failures.Of(_clients, "connect", failure);
        }
    }

    public void Dispose()
    {
        _admin.Dispose();
        _consumer.Dispose();
    }
}
