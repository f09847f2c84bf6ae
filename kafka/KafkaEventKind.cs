namespace Serverless.Kafka;

/// <summary>What a Kafka client tells about itself.</summary>
public enum KafkaEventKind
{
    /// <summary>A line of the client's log.</summary>
    Log,

    /// <summary>A fault that the client works on by itself: a lost connection, a broker that does not answer.</summary>
    Connection,

    /// <summary>No broker of the cluster can be reached. The client goes on trying.</summary>
    AllBrokersDown,

    /// <summary>The client is of no use any more and is thrown away.</summary>
    Fatal,
}
