using Confluent.Kafka;
using Serverless.Durable.Ports;

namespace Serverless.Kafka.Clients;

/// <summary>Turns what a client reports into one clear sentence.</summary>
internal static class Failures
{
    public static LogException Of(ClientFactory clients, string doing, KafkaException failure) => Of(clients, doing, failure.Error, failure);

    public static LogException Of(ClientFactory clients, string doing, Error error, Exception? inner = null)
    {
        var brokers = clients.Settings.BootstrapServers;
        return error.Code switch
        {
            ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or ErrorCode.Local_TimedOut
                or ErrorCode.Local_WaitCoord or ErrorCode.Local_Authentication or ErrorCode.Local_Ssl => NoAnswer(clients, doing, inner),
            ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition =>
                new LogException($"There is no such topic or partition at {brokers}: {doing}.", inner),
            _ => new LogException($"Kafka at {brokers} refused: {doing}: {error.Reason}.", inner),
        };
    }

    public static LogException NoAnswer(ClientFactory clients, string doing, Exception? inner = null)
    {
        var fault = clients.LastFault.Length == 0 ? "" : $" ({clients.LastFault})";
        return new LogException($"No broker answers at {clients.Settings.BootstrapServers}: {doing}{fault}.", inner);
    }

    public static LogException Lost(string topic, int partition, long from, LogBounds bounds)
    {
        var what = from < bounds.Start
            ? $"starts at {bounds.Start}: retention has taken {bounds.Start - from} offsets"
            : $"ends at {bounds.End}: it has lost records";
        return new LogException($"Topic {topic}, partition {partition}: offset {from} is wanted, but the log {what}.") { IsFatal = true };
    }
}
