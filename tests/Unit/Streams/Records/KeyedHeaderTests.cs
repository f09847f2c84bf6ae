using FsCheck;
using FsCheck.Fluent;
using Serverless.Streams.Codec;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Records;

public sealed class KeyedHeaderTests
{
    private static readonly byte[] Trace = [.. Enumerable.Range(1, TraceContext.Length).Select(number => (byte)number)];

    internal static KeyedHeader Full => new()
    {
        Kind = KeyedRecordKind.Event,
        Origin = new OriginId(ulong.MaxValue, int.MaxValue, long.MaxValue),
        Position = new OriginPosition(long.MaxValue, OutputId.LastSlot),
        Watermark = long.MinValue,
        IsLate = true,
        Source = 0x8000000000000001,
        SourcePartition = 3,
        SourceOffset = long.MaxValue,
        SourceOrdinal = 9_999,
        Time = -62135596800000,
        Ingest = 253402300799999,
        Trace = Trace,
    };

    [Fact]
    public void An_event_with_all_that_a_header_can_say_is_read_back()
    {
        var again = KeyedHeader.Parse(Full.ToBytes(new ByteWriter()));
        Assert.Equal(Trace, again.Trace.ToArray());
        Assert.Equal(Full with { Trace = default }, again with { Trace = default });
    }

    [Theory]
    [InlineData((byte)KeyedRecordKind.Progress, true)]
    [InlineData((byte)KeyedRecordKind.Progress, false)]
    [InlineData((byte)KeyedRecordKind.End, false)]
    public void Progress_and_end_are_read_back(byte kind, bool isIdle)
    {
        var header = new KeyedHeader { Kind = (KeyedRecordKind)kind, Origin = new OriginId(1, 2, 3), Position = new OriginPosition(4, 5), Watermark = long.MaxValue, IsIdle = isIdle };
        Assert.Equal(header, KeyedHeader.Parse(header.ToBytes(new ByteWriter())));
    }

    [Theory]
    [InlineData((byte)KeyedRecordKind.Tick)]
    [InlineData((byte)KeyedRecordKind.Origins)]
    public void Clocks_records_have_a_kind_and_nothing_else(byte kind)
    {
        var bytes = new KeyedHeader { Kind = (KeyedRecordKind)kind, Watermark = 5 }.ToBytes(new ByteWriter());
        Assert.Equal(2, bytes.Length);
        Assert.Equal(new KeyedHeader { Kind = (KeyedRecordKind)kind }, KeyedHeader.Parse(bytes));
        Assert.Equal((KeyedRecordKind)kind, KeyedHeader.KindOf(bytes));
    }

    [Fact]
    public void Any_event_is_read_back() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(ulong Topic, NonNegativeInt Partition, long Offset, long Watermark, long Time)>(), parts =>
        {
            var header = new KeyedHeader
            {
                Kind = KeyedRecordKind.Event,
                Origin = new OriginId(parts.Topic, parts.Partition.Get, parts.Time & long.MaxValue),
                Position = new OriginPosition(parts.Offset & long.MaxValue, parts.Watermark & long.MaxValue),
                Watermark = parts.Watermark,
                Time = parts.Time,
                Source = ~parts.Topic,
            };
            return KeyedHeader.Parse(header.ToBytes(new ByteWriter())) == header;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(24)]
    [InlineData(26)]
    public void A_trace_context_of_a_wrong_length_is_refused(int length)
    {
        var bytes = (Full with { Trace = default }).ToBytes(new ByteWriter());
        bytes[2] |= 4;
        Assert.Throws<FormatException>(() => KeyedHeader.Parse(bytes.Concat(new byte[length]).ToArray()));
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 2, 3 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public void What_is_no_header_is_refused(byte[] bytes) => Assert.Throws<FormatException>(() => KeyedHeader.Parse(bytes));
}
