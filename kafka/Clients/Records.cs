using System.Runtime.InteropServices;
using Confluent.Kafka;
using Serverless.Streams.Records;

namespace Serverless.Kafka.Clients;

/// <summary>Between the client's records and ours.</summary>
internal static class Records
{
    // What a record takes in a batch besides its bytes, with the batch's own head: generous, so that a broker's limit is never met.
    private const int RecordOverhead = 128;
    private const int HeaderOverhead = 10;

    public static LogRecord Read(string topic, ConsumeResult<byte[], byte[]> result)
    {
        var message = result.Message;
        return new LogRecord
        {
            Topic = topic,
            Partition = result.Partition.Value,
            Offset = result.Offset.Value,
            Timestamp = message.Timestamp.UnixTimestampMs,
            Key = message.Key,
            Value = message.Value,
            Headers = Read(message.Headers),
        };
    }

    public static Message<byte[], byte[]> Write(OutgoingRecord record) => new()
    {
        Key = record.Key!,
        Value = Whole(record.Value),
        Headers = Write(record.Headers)!,
    };

    /// <summary>The most that the record can take on the wire.</summary>
    public static long SizeOf(OutgoingRecord record)
    {
        long size = RecordOverhead + (record.Key?.Length ?? 0) + record.Value.Length;
        var headers = record.Headers;
        for (var index = 0; index < headers.Count; index++)
            size += HeaderOverhead + (3L * headers[index].Name.Length) + headers[index].Value.Length;
        return size;
    }

    private static RecordHeader[] Read(Headers? headers)
    {
        if (headers is null || headers.Count == 0)
            return [];
        var read = new RecordHeader[headers.Count];
        for (var index = 0; index < read.Length; index++)
        {
            var header = headers[index];
            read[index] = new RecordHeader(header.Key, header.GetValueBytes());
        }

        return read;
    }

    private static Headers? Write(IReadOnlyList<RecordHeader> headers)
    {
        if (headers.Count == 0)
            return null;
        var written = new Headers();
        for (var index = 0; index < headers.Count; index++)
            written.Add(headers[index].Name, Whole(headers[index].Value));
        return written;
    }

    private static byte[] Whole(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array is { } array && array.Length == bytes.Length
            ? array
            : bytes.ToArray();
}
