using System.Buffers.Binary;
using Serverless.Streams.Codec;

namespace Serverless.Streams.Records;

/// <summary>The value of an event in a keyed topic: the count of numbers made upstream, the numbers, then the record's JSON.</summary>
internal static class EventValue
{
    public static void Write(ByteWriter target, ReadOnlySpan<double> upstream)
    {
        target.Number(upstream.Length);
        foreach (var number in upstream)
        {
            target.Double(number);
        }
    }

    /// <summary>Fills the numbers made upstream and gives the JSON.</summary>
    /// <exception cref="FormatException">Not as many numbers as the plan has slots upstream.</exception>
    public static ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> value, Span<double> upstream)
    {
        var reader = new ByteReader(value.Span);
        if (reader.Count() != upstream.Length)
        {
            throw new FormatException("A keyed record was made by another definition of its keys.");
        }

        var numbers = reader.Raw(upstream.Length * sizeof(double));
        for (var index = 0; index < upstream.Length; index++)
        {
            upstream[index] = BinaryPrimitives.ReadDoubleLittleEndian(numbers[(index * sizeof(double))..]);
        }

        return value[^reader.Rest.Length..];
    }

    /// <summary>The JSON alone, however many numbers stand before it.</summary>
    public static ReadOnlyMemory<byte> Json(ReadOnlyMemory<byte> value)
    {
        var reader = new ByteReader(value.Span);
        reader.Raw(reader.Count() * sizeof(double));
        return value[^reader.Rest.Length..];
    }
}
