// Package: Microsoft.Azure.Functions.Worker.Extensions.Kafka 4.3.0.
// Source: Azure/azure-functions-dotnet-worker fb11333, extensions/Worker.Extensions.Kafka/src
// (compiled with nullable disabled there). Only what functions/ uses.
#nullable disable
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

public sealed class KafkaTriggerAttribute(string brokerList, string topic) : TriggerBindingAttribute, ISupportCardinality
{
    public string Topic { get; } = topic;

    public string BrokerList { get; } = brokerList;

    public string ConsumerGroup { get; set; }

    public KafkaMessageKeyType KeyDataType { get; set; }

    public BrokerAuthenticationMode AuthenticationMode { get; set; } = BrokerAuthenticationMode.NotSet;

    public string Username { get; set; }

    public string Password { get; set; }

    public BrokerProtocol Protocol { get; set; } = BrokerProtocol.NotSet;

    public long LagThreshold { get; set; }

    public bool IsBatched { get; set; }

    Cardinality ISupportCardinality.Cardinality
    {
        get => IsBatched ? Cardinality.Many : Cardinality.One;
        set => IsBatched = value == Cardinality.Many;
    }
}

public class KafkaRecord
{
    public string Topic { get; set; }

    public int Partition { get; set; }

    public long Offset { get; set; }

    public byte[] Key { get; set; }

    public byte[] Value { get; set; }

    public KafkaTimestamp Timestamp { get; set; }

    public KafkaHeader[] Headers { get; set; }
}

public class KafkaHeader
{
    public string Key { get; set; }

    public byte[] Value { get; set; }
}

public class KafkaTimestamp
{
    public long UnixTimestampMs { get; set; }

    public KafkaTimestampType Type { get; set; }
}

public enum KafkaTimestampType
{
    NotAvailable = 0,
    CreateTime = 1,
    LogAppendTime = 2,
}

public enum KafkaMessageKeyType
{
    Int = 0,
    Long,
    String,
    Binary,
}

public enum BrokerProtocol
{
    NotSet = -1,
    Plaintext,
    Ssl,
    SaslPlaintext,
    SaslSsl,
}

public enum BrokerAuthenticationMode
{
    NotSet = -1,
    Gssapi,
    Plain,
    ScramSha256,
    ScramSha512,
    OAuthBearer,
}
