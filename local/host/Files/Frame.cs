using System.Buffers.Binary;
using System.Text;
using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Files;

/// <summary>
/// A record as it lies in a segment, little-endian: length of what follows the checksum (4 bytes), CRC-32C over length and body (4), then the body:
/// offset (8), time stamp (8), number of records of the same write before it (4), length of the key (4), number of headers (2), format (2),
/// the headers (length and bytes of the name: 2 + n, of the value: 4 + n), key, value.
/// </summary>
internal static class Frame
{
    /// <summary>The length of the smallest frame, which is that of its fixed part.</summary>
    public const int HeadBytes = 36;

    /// <summary>The largest frame, in bytes.</summary>
    public const int MaxBytes = FileLogOptions.MaxMaxRecordBytes;

    private const int BodyAt = 8;
    private const ushort Format = 1;

    /// <summary>The bytes that a record takes in the log.</summary>
    /// <exception cref="LogException">A header does not fit the format.</exception>
    public static long SizeOf(OutgoingRecord record)
    {
        long size = HeadBytes + (record.Key?.Length ?? 0) + (long)record.Value.Length;
        var headers = record.Headers;
        if (headers.Count > ushort.MaxValue)
        {
            throw new LogException($"A record for {record.Topic} has {headers.Count} headers, more than {ushort.MaxValue}.") { IsFatal = true };
        }

        for (var index = 0; index < headers.Count; index++)
        {
            var name = Encoding.UTF8.GetByteCount(headers[index].Name);
            if (name > ushort.MaxValue)
            {
                throw new LogException($"A record for {record.Topic} has a header whose name is longer than {ushort.MaxValue} bytes.") { IsFatal = true };
            }

            size += sizeof(ushort) + name + sizeof(int) + headers[index].Value.Length;
        }

        return size;
    }

    /// <summary>Writes a record.</summary>
    /// <param name="frame">Exactly <see cref="SizeOf"/> bytes.</param>
    /// <param name="record">The record.</param>
    /// <param name="offset">Its offset.</param>
    /// <param name="timestamp">Milliseconds since the epoch.</param>
    /// <param name="before">The number of records of the same write before it.</param>
    public static void Write(Span<byte> frame, OutgoingRecord record, long offset, long timestamp, int before)
    {
        var headers = record.Headers;
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - BodyAt);
        BinaryPrimitives.WriteInt64LittleEndian(frame[8..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(frame[16..], timestamp);
        BinaryPrimitives.WriteInt32LittleEndian(frame[24..], before);
        BinaryPrimitives.WriteInt32LittleEndian(frame[28..], record.Key?.Length ?? 0);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[32..], (ushort)headers.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[34..], Format);
        var rest = frame[HeadBytes..];
        for (var index = 0; index < headers.Count; index++)
        {
            var header = headers[index];
            var name = Encoding.UTF8.GetBytes(header.Name, rest[sizeof(ushort)..]);
            BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)name);
            rest = rest[(sizeof(ushort) + name)..];
            BinaryPrimitives.WriteInt32LittleEndian(rest, header.Value.Length);
            header.Value.Span.CopyTo(rest[sizeof(int)..]);
            rest = rest[(sizeof(int) + header.Value.Length)..];
        }

        record.Key.CopyTo(rest);
        record.Value.Span.CopyTo(rest[(record.Key?.Length ?? 0)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Checksum(frame));
    }

    /// <summary>Reads the fixed part of what may be a frame; says nothing about its checksum.</summary>
    /// <param name="bytes">From the frame's first byte on.</param>
    /// <param name="head">The fixed part.</param>
    /// <returns>Whether it can be one.</returns>
    public static bool TryReadHead(ReadOnlySpan<byte> bytes, out FrameHead head)
    {
        head = default;
        if (bytes.Length < HeadBytes)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (length is < HeadBytes - BodyAt or > MaxBytes - BodyAt || BinaryPrimitives.ReadUInt16LittleEndian(bytes[34..]) != Format)
        {
            return false;
        }

        head = new FrameHead(
            (int)length + BodyAt,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]));
        return head.Offset >= 0 && head.Before >= 0;
    }

    /// <summary>Whether a frame's checksum is right.</summary>
    /// <param name="frame">The frame, whole.</param>
    public static bool IsIntact(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]) == Checksum(frame);

    /// <summary>The record of an intact frame; it refers to the frame's memory.</summary>
    /// <returns>Null where the lengths inside contradict each other.</returns>
    public static LogRecord? Parse(ReadOnlyMemory<byte> frame, FrameHead head, string topic, int partition, HeaderNames names)
    {
        var bytes = frame.Span;
        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[32..]);
        var keyLength = BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]);
        var headers = count == 0 ? [] : new RecordHeader[count];
        var at = HeadBytes;
        for (var index = 0; index < count; index++)
        {
            if (!TryTake(bytes, ref at, sizeof(ushort), out var nameAt)
                || !TryTake(bytes, ref at, BinaryPrimitives.ReadUInt16LittleEndian(bytes[nameAt..]), out var textAt))
            {
                return null;
            }

            var text = bytes[textAt..at];
            if (!TryTake(bytes, ref at, sizeof(int), out var valueAt)
                || !TryTake(bytes, ref at, BinaryPrimitives.ReadInt32LittleEndian(bytes[valueAt..]), out var contentAt))
            {
                return null;
            }

            headers[index] = new RecordHeader(names.Get(text), frame[contentAt..at]);
        }

        return TryTake(bytes, ref at, keyLength, out var keyAt)
            ? new LogRecord
            {
                Topic = topic,
                Partition = partition,
                Offset = head.Offset,
                Timestamp = head.Timestamp,
                Key = frame[keyAt..at],
                Value = frame[at..],
                Headers = headers,
            }
            : null;
    }

    private static uint Checksum(ReadOnlySpan<byte> frame) => ~Crc32C.Add(Crc32C.Add(Crc32C.Initial, frame[..4]), frame[BodyAt..]);

    private static bool TryTake(ReadOnlySpan<byte> bytes, ref int at, int length, out int start)
    {
        start = at;
        if (length < 0 || length > bytes.Length - at)
        {
            return false;
        }

        at += length;
        return true;
    }
}
