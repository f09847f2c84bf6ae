using Serverless.Streams.Records;

namespace Serverless.Streams.Fold;

/// <summary>An event of the log that waits for the watermark.</summary>
internal sealed class WaitingEvent
{
    /// <summary>Its offset in the shard's log: the order among equal times.</summary>
    public required long Offset { get; init; }

    public required KeyedHeader Header { get; init; }

    public required ReadOnlyMemory<byte> Key { get; init; }

    public required ReadOnlyMemory<byte> Value { get; init; }
}
