using Serverless.Streams.Codec;

namespace Serverless.Streams.Records;

/// <summary>The one binary header of a record in a keyed topic. Keyed topics are ours alone, and headers cost.</summary>
internal readonly record struct KeyedHeader
{
    /// <summary>The header's name.</summary>
    public const string Name = "h";

    private const byte Format = 1;
    private const byte IdleFlag = 1;
    private const byte LateFlag = 2;
    private const byte TraceFlag = 4;
    private const byte OrdinalFlag = 8;

    public required KeyedRecordKind Kind { get; init; }

    public OriginId Origin { get; init; }

    public OriginPosition Position { get; init; }

    /// <summary>The origin's watermark, milliseconds since the epoch; <see cref="long.MinValue"/>: none yet.</summary>
    public long Watermark { get; init; }

    /// <summary>Of an upstream shard's progress: all its origins are idle.</summary>
    public bool IsIdle { get; init; }

    /// <summary>Of an event: a window upstream came too late for it.</summary>
    public bool IsLate { get; init; }

    /// <summary>Of an event: the hash of its source's topic, which also tells the record's type.</summary>
    public ulong Source { get; init; }

    public int SourcePartition { get; init; }

    public long SourceOffset { get; init; }

    /// <summary>Which event of that record, from 0: a decoder may find several.</summary>
    public int SourceOrdinal { get; init; }

    /// <summary>Event time, milliseconds since the epoch.</summary>
    public long Time { get; init; }

    /// <summary>The broker's time stamp of the source record.</summary>
    public long Ingest { get; init; }

    /// <summary>The source record's W3C trace context, 25 bytes (trace id, span id, flags), or empty.</summary>
    public ReadOnlyMemory<byte> Trace { get; init; }

    /// <summary>The kind alone, without reading the rest; 0 where these are not the bytes of a header.</summary>
    public static KeyedRecordKind KindOf(ReadOnlySpan<byte> bytes) => bytes.Length > 1 ? (KeyedRecordKind)bytes[1] : default;

    public byte[] ToBytes(ByteWriter scratch)
    {
        Write(scratch);
        return scratch.ToArray();
    }

    /// <summary>Its bytes, and nothing else.</summary>
    public void Write(ByteWriter scratch)
    {
        scratch.Clear();
        scratch.Byte(Format);
        scratch.Byte((byte)Kind);
        if (Kind is KeyedRecordKind.Tick or KeyedRecordKind.Origins)
        {
            return;
        }

        scratch.Byte((byte)((IsIdle ? IdleFlag : 0) | (IsLate ? LateFlag : 0) | (Trace.IsEmpty ? 0 : TraceFlag) | (SourceOrdinal == 0 ? 0 : OrdinalFlag)));
        scratch.Fixed64(Origin.Topic);
        scratch.Number(Origin.Partition);
        scratch.Number(Origin.Epoch);
        scratch.Number(Position.Offset);
        scratch.Number(Position.Slot);
        scratch.Signed(Watermark);
        if (Kind == KeyedRecordKind.Event)
        {
            scratch.Fixed64(Source);
            scratch.Number(SourcePartition);
            scratch.Number(SourceOffset);
            scratch.Signed(Time);
            scratch.Signed(Ingest);
            if (SourceOrdinal != 0)
            {
                scratch.Number(SourceOrdinal);
            }

            scratch.Raw(Trace.Span);
        }
    }

    /// <exception cref="FormatException">These are not the bytes of such a header.</exception>
    public static KeyedHeader Parse(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ByteReader(bytes.Span);
        if (reader.Byte() != Format)
        {
            throw new FormatException("A keyed record has an unknown format.");
        }

        var kind = (KeyedRecordKind)reader.Byte();
        if (kind is KeyedRecordKind.Tick or KeyedRecordKind.Origins)
        {
            return new KeyedHeader { Kind = kind };
        }

        var flags = reader.Byte();
        var header = new KeyedHeader
        {
            Kind = kind,
            IsIdle = (flags & IdleFlag) != 0,
            IsLate = (flags & LateFlag) != 0,
            Origin = new OriginId(reader.Fixed64(), reader.Small(), reader.Number()),
            Position = new OriginPosition(reader.Number(), reader.Number()),
            Watermark = reader.Signed(),
        };
        return kind switch
        {
            KeyedRecordKind.Progress or KeyedRecordKind.End => header,
            KeyedRecordKind.Event => header with
            {
                Source = reader.Fixed64(),
                SourcePartition = reader.Small(),
                SourceOffset = reader.Number(),
                Time = reader.Signed(),
                Ingest = reader.Signed(),
                SourceOrdinal = (flags & OrdinalFlag) != 0 ? reader.Small() : 0,
                Trace = (flags & TraceFlag) != 0 ? TraceAt(bytes[^reader.Rest.Length..]) : default,
            },
            _ => throw new FormatException("A keyed record has an unknown kind."),
        };
    }

    private static ReadOnlyMemory<byte> TraceAt(ReadOnlyMemory<byte> rest) =>
        rest.Length == TraceContext.Length ? rest : throw new FormatException("The trace context of a keyed record has a wrong length.");
}
