using System.Buffers.Binary;
using System.Text;

namespace Serverless.Streams.Codec;

/// <summary>Reads what <see cref="ByteWriter"/> wrote. Hostile bytes end in a <see cref="FormatException"/>, never beyond the buffer.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> source)
{
    private ReadOnlySpan<byte> _rest = source;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte Byte() => Raw(1)[0];

    public uint Fixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Raw(sizeof(uint)));

    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Raw(sizeof(ulong)));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Raw(sizeof(double)));

    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("A number has more than 64 bits.");
    }

    public long Number()
    {
        var value = Unsigned();
        return value <= long.MaxValue ? (long)value : throw new FormatException("A number is too large.");
    }

    /// <summary>A count of things that take at least a byte each: never more than there are bytes.</summary>
    public int Count()
    {
        var value = Unsigned();
        return value <= (ulong)_rest.Length ? (int)value : throw new FormatException("A length reaches beyond the end.");
    }

    /// <summary>A number that fits into 31 bits.</summary>
    public int Small()
    {
        var value = Unsigned();
        return value <= int.MaxValue ? (int)value : throw new FormatException("A number is too large.");
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ReadOnlySpan<byte> Raw(int length)
    {
        if (length > _rest.Length)
        {
            throw new FormatException("The bytes end too early.");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    public ReadOnlySpan<byte> Bytes() => Raw(Count());

    public string Text() => Encoding.UTF8.GetString(Bytes());
}
