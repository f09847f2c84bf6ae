using System.Diagnostics;
using Confluent.Kafka;
using Serverless.Durable.Ports;

namespace Serverless.Kafka.Clients;

/// <summary>
/// Asks for a partition's start and end, and for topics, with a client of its own: on a connection that also fetches, a question
/// would wait behind the broker's long poll. May be used by several threads; its calls block.
/// </summary>
internal sealed class Watermarks : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(20);
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
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var left = _clients.Settings.ConnectTimeout - Stopwatch.GetElapsedTime(started);
            try
            {
                var bounds = _consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), left);
                return new LogBounds(bounds.Low.Value, bounds.High.Value);
            }
            catch (KafkaException failure) when (Passes(failure.Error.Code) && left > Again)
            {
                // The client learns of the new leader or connects again meanwhile; it does not ask a second time by itself.
                Thread.Sleep(Again);
            }
            catch (KafkaException failure)
            {
                throw Failures.Of(_clients, $"ask where {topic}, partition {partition}, starts and ends", failure);
            }
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

    private static bool Passes(ErrorCode code) => code is ErrorCode.NotLeaderForPartition or ErrorCode.LeaderNotAvailable or ErrorCode.OffsetNotAvailable
        or ErrorCode.UnknownLeaderEpoch or ErrorCode.FencedLeaderEpoch or ErrorCode.Local_Transport or ErrorCode.RequestTimedOut or ErrorCode.NetworkException;

    public void Dispose()
    {
        _admin.Dispose();
        _consumer.Dispose();
    }
}
