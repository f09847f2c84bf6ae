namespace Serverless.Local.Emulators;

/// <summary>Kinds of requests, with Kafka's numbers.</summary>
public enum BrokerRequest
{
    /// <summary>Appending records.</summary>
    Produce = 0,

    /// <summary>Reading records.</summary>
    Fetch = 1,

    /// <summary>Asking where a partition starts and ends.</summary>
    ListOffsets = 2,

    /// <summary>Asking for topics and brokers.</summary>
    Metadata = 3,

    /// <summary>Committing offsets.</summary>
    OffsetCommit = 8,

    /// <summary>Reading committed offsets.</summary>
    OffsetFetch = 9,

    /// <summary>Finding the coordinator of a group.</summary>
    FindCoordinator = 10,

    /// <summary>Getting a producer's number.</summary>
    InitProducerId = 22,
}
