namespace Serverless.Streams.Records;

/// <summary>A record on its way into a log. Its partition is chosen by us, never by a client.</summary>
public sealed class OutgoingRecord
{
    /// <summary>The topic that it goes to.</summary>
    public required string Topic { get; init; }

    /// <summary>The partition, from 0.</summary>
    public required int Partition { get; init; }

    /// <summary>The key's bytes; null where there is none.</summary>
    public byte[]? Key { get; init; }

    /// <summary>The value's bytes.</summary>
    public required byte[] Value { get; init; }

    /// <summary>The headers, in order.</summary>
    public IReadOnlyList<RecordHeader> Headers { get; init; } = [];
}
