using FsCheck;
using FsCheck.Fluent;
using Serverless.Streams.Codec;

namespace Serverless.Tests.Unit.Streams.Codec;

public sealed class ByteCodecTests
{
    [Fact]
    public void What_was_written_is_read_back() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Byte, uint Four, ulong Eight, long Signed, double Double, byte[] Bytes)[]>(), AreReadBack).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0L, 1)]
    [InlineData(127L, 1)]
    [InlineData(128L, 2)]
    [InlineData(long.MaxValue, 9)]
    public void A_number_takes_seven_bits_a_byte(long number, int length)
    {
        var writer = new ByteWriter(1);
        writer.Number(number);
        Assert.Equal(length, writer.Length);
        Assert.Equal(number, new ByteReader(writer.Written).Number());
    }

    [Theory]
    [InlineData(0L, 1)]
    [InlineData(-64L, 1)]
    [InlineData(64L, 2)]
    [InlineData(long.MinValue, 10)]
    [InlineData(long.MaxValue, 10)]
    public void A_number_of_either_sign_is_short_near_zero(long number, int length)
    {
        var writer = new ByteWriter();
        writer.Signed(number);
        Assert.Equal(length, writer.Length);
        Assert.Equal(number, new ByteReader(writer.Written).Signed());
    }

    [Fact]
    public void Text_is_UTF8_with_its_length()
    {
        var writer = new ByteWriter(1);
        writer.Text("größer 🙂");
        writer.Text("");
        var reader = new ByteReader(writer.Written);
        Assert.Equal("größer 🙂", reader.Text());
        Assert.Equal("", reader.Text());
        Assert.True(reader.IsAtEnd);
    }

    [Fact]
    public void A_negative_number_is_not_written_as_a_count() => Assert.Throws<OverflowException>(() => new ByteWriter().Number(-1));

    [Fact]
    public void A_length_beyond_the_end_is_refused_before_anything_is_taken() =>
        Assert.Throws<FormatException>(() => new ByteReader([0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 1, 2]).Bytes().ToArray());

    [Fact]
    public void More_than_64_bits_are_refused() =>
        Assert.Throws<FormatException>(() => new ByteReader([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1]).Unsigned());

    [Fact]
    public void A_number_beyond_31_bits_is_not_small() =>
        Assert.Throws<FormatException>(() => new ByteReader([0x80, 0x80, 0x80, 0x80, 0x08]).Small());

    private static bool AreReadBack((byte Byte, uint Four, ulong Eight, long Signed, double Double, byte[] Bytes)[] values)
    {
        var writer = new ByteWriter(1);
        foreach (var value in values)
        {
            writer.Byte(value.Byte);
            writer.Fixed32(value.Four);
            writer.Fixed64(value.Eight);
            writer.Unsigned(value.Eight);
            writer.Signed(value.Signed);
            writer.Double(value.Double);
            writer.Bytes(value.Bytes);
        }

        var reader = new ByteReader(writer.Written);
        var isEqual = true;
        foreach (var value in values)
        {
            isEqual &= reader.Byte() == value.Byte && reader.Fixed32() == value.Four && reader.Fixed64() == value.Eight && reader.Unsigned() == value.Eight;
            isEqual &= reader.Signed() == value.Signed && reader.Double().Equals(value.Double) && reader.Bytes().SequenceEqual(value.Bytes);
        }

        return isEqual && reader.IsAtEnd;
    }
}
