namespace Serverless.Streams.Records;

/// <summary>A record as it was read from a log: it has an offset.</summary>
public sealed class LogRecord
{
    /// <summary>The topic that it was read from.</summary>
    public required string Topic { get; init; }

    /// <summary>The partition, from 0.</summary>
    public required int Partition { get; init; }

    /// <summary>The offset in the partition, from 0.</summary>
    public required long Offset { get; init; }

    /// <summary>The log's own time stamp: milliseconds since the epoch, wall clock.</summary>
    public long Timestamp { get; init; }

    /// <summary>The key's bytes; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The value's bytes; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>The headers, in order.</summary>
    public IReadOnlyList<RecordHeader> Headers { get; init; } = [];

    /// <summary>The last header of that name.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">Its bytes; empty where there is none.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetHeader(string name, out ReadOnlyMemory<byte> value)
    {
        for (var index = Headers.Count - 1; index >= 0; index--)
        {
            if (Headers[index].Name == name)
            {
                value = Headers[index].Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
