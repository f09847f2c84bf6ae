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

    /// <summary>The value's bytes. They are good until the record's append has ended: who keeps a record for longer takes a <see cref="Copy"/>; the same is true of the headers.</summary>
    public required ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>The headers, in order.</summary>
    public IReadOnlyList<RecordHeader> Headers { get; init; } = [];

    /// <summary>The same record with bytes of its own.</summary>
    public OutgoingRecord Copy() => new()
    {
        Topic = Topic,
        Partition = Partition,
        Key = Key?.ToArray(),
        Value = Value.ToArray(),
        Headers = [.. Headers.Select(header => header with { Value = header.Value.ToArray() })],
    };
}
