using System.Buffers.Binary;
using Serverless.Streams.Codec;
using Serverless.Streams.Records;

namespace Serverless.Streams.Fold;

/// <summary>Puts segments on top of each other, the newest value of each name winning.</summary>
internal sealed class StateReader
{
    private const int Frame = sizeof(uint);

    public ReadOnlyMemory<byte>? Head { get; private set; }

    public Dictionary<byte[], ReadOnlyMemory<byte>> Keys { get; } = new(ByteKeyComparer.Instance);

    /// <summary>Keys that were forgotten last.</summary>
    public HashSet<byte[]> Removed { get; } = new(ByteKeyComparer.Instance);

    public List<(int Source, string Id, long Horizon)> Ids { get; } = [];

    /// <summary>Events that waited for the watermark when they were stored, by offset.</summary>
    public SortedDictionary<long, WaitingEvent> Waiting { get; } = [];

    /// <exception cref="FormatException">Not a segment, or damaged.</exception>
    public void Add(ReadOnlyMemory<byte> segment)
    {
        if (segment.IsEmpty)
        {
            return;
        }

        if (segment.Length < 2 * Frame || BinaryPrimitives.ReadUInt32LittleEndian(segment.Span[^Frame..]) != StateWriter.Checksum(segment.Span[..^Frame]))
        {
            throw new FormatException("The checksum of a state segment is wrong.");
        }

        var body = segment[..^Frame];
        var reader = new ByteReader(body.Span);
        if (reader.Fixed32() != StateWriter.Magic)
        {
            throw new FormatException("A state segment has an unknown format.");
        }

        while (!reader.IsAtEnd)
        {
            Read((StateEntry)reader.Byte(), ref reader, body);
        }
    }

    private void Read(StateEntry kind, ref ByteReader reader, ReadOnlyMemory<byte> body)
    {
        switch (kind)
        {
            case StateEntry.Head:
                reader.Bytes();
                Head = Value(ref reader, body);
                break;
            case StateEntry.Key:
                var key = reader.Bytes().ToArray();
                Keys[key] = Value(ref reader, body);
                Removed.Remove(key);
                break;
            case StateEntry.RemovedKey:
                var removed = reader.Bytes().ToArray();
                Keys.Remove(removed);
                Removed.Add(removed);
                break;
            case StateEntry.UniqueId:
                Ids.Add((reader.Small(), reader.Text(), reader.Signed()));
                break;
            case StateEntry.Waiting:
                var waiting = new WaitingEvent
                {
                    Offset = reader.Number(),
                    Header = KeyedHeader.Parse(Value(ref reader, body)),
                    Key = Value(ref reader, body),
                    Value = Value(ref reader, body),
                };
                Waiting[waiting.Offset] = waiting;
                break;
            default:
                throw new FormatException("A state segment has an unknown entry.");
        }
    }

    private static ReadOnlyMemory<byte> Value(ref ByteReader reader, ReadOnlyMemory<byte> body)
    {
        var length = reader.Bytes().Length;
        var end = body.Length - reader.Rest.Length;
        return body[(end - length)..end];
    }
}
