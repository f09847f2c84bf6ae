using System.Buffers.Binary;
using System.Collections.Immutable;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Codec;

namespace Serverless.Streams.Records;

/// <summary>
/// The value of an event in a keyed topic: the values made upstream, then the record's JSON. Values lie under hashes of their definitions: one that the plan no longer has is passed over, one that it has
/// since is missing. The first format had numbers in the plan's order alone.
/// </summary>
internal static class EventValue
{
    // Behind the count 0: no JSON begins with it.
    private const byte Version = 1;

    public static void Write(ByteWriter target, CarriedLayout layout, ReadOnlySpan<double> numbers, ReadOnlySpan<object?> objects)
    {
        target.Byte(0);
        if (layout.IsEmpty)
        {
            return;
        }

        target.Byte(Version);
        target.Number(numbers.Length);
        for (var index = 0; index < numbers.Length; index++)
        {
            target.Fixed32(layout.Numbers[index]);
            target.Double(numbers[index]);
        }

        target.Number(objects.Length);
        for (var index = 0; index < objects.Length; index++)
        {
            target.Fixed32(layout.Objects[index]);
            ValueCodec.WriteObject(target, objects[index]);
        }
    }

    /// <summary>Fills in what was made upstream and gives the JSON. What the record does not have stays as it is.</summary>
    /// <exception cref="FormatException">Damaged.</exception>
    public static ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> value, CarriedLayout layout, Span<double> numbers, Span<object?> objects)
    {
        var reader = new ByteReader(value.Span);
        var first = reader.Count();
        if (first > 0)
        {
            ReadFirst(reader.Raw(first * sizeof(double)), numbers[..layout.Numbers.Length]);
        }
        else if (HasValues(reader))
        {
            reader.Byte();
            for (var (left, index) = (reader.Count(), 0); left > 0; left--, index++)
            {
                var (hash, number) = (reader.Fixed32(), reader.Double());
                if (Find(layout.Numbers, hash, index) is var slot and >= 0)
                {
                    numbers[slot] = number;
                }
            }

            for (var (left, index) = (reader.Count(), 0); left > 0; left--, index++)
            {
                var (hash, held) = (reader.Fixed32(), ValueCodec.ReadObject(ref reader));
                if (Find(layout.Objects, hash, index) is var slot and >= 0)
                {
                    objects[slot] = held;
                }
            }
        }

        return value[^reader.Rest.Length..];
    }

    /// <summary>The JSON alone, whatever stands before it.</summary>
    /// <exception cref="FormatException">Damaged.</exception>
    public static ReadOnlyMemory<byte> Json(ReadOnlyMemory<byte> value) => Read(value, CarriedLayout.None, default, default);

    private static bool HasValues(ByteReader reader) => !reader.IsAtEnd && reader.Rest[0] == Version;

    private static void ReadFirst(ReadOnlySpan<byte> bytes, Span<double> numbers)
    {
        // Another count is of another plan: which numbers they are, nobody knows.
        if (bytes.Length != numbers.Length * sizeof(double))
        {
            return;
        }

        for (var index = 0; index < numbers.Length; index++)
        {
            numbers[index] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(index * sizeof(double))..]);
        }
    }

    private static int Find(ImmutableArray<uint> hashes, uint hash, int near) =>
        near < hashes.Length && hashes[near] == hash ? near : hashes.IndexOf(hash);
}
