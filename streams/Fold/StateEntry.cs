namespace Serverless.Streams.Fold;

/// <summary>What an entry of a segment is.</summary>
internal enum StateEntry : byte
{
    /// <summary>Position, origins, tick, activations, numbers.</summary>
    Head = 1,

    /// <summary>All that is kept under one key.</summary>
    Key = 2,

    /// <summary>The key is forgotten.</summary>
    RemovedKey = 3,

    /// <summary>An id and its horizon.</summary>
    UniqueId = 4,

    /// <summary>An event that waits for the watermark.</summary>
    Waiting = 5,
}
