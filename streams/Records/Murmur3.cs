using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Serverless.Streams.Records;

/// <summary>MurmurHash3, x86, 32 bits (Appleby, 2011, public domain): feature hashing, so that a trainer in any language finds the same column.</summary>
internal static class Murmur3
{
    /// <summary>The seed of all hashed features.</summary>
    public const uint Seed = 0;

    private const int MaxOnStack = 512;

    /// <summary>Of the text's UTF-8.</summary>
    public static uint Of(string text)
    {
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> buffer = size <= MaxOnStack ? stackalloc byte[MaxOnStack] : new byte[size];
        return Of(buffer[..Encoding.UTF8.GetBytes(text, buffer)], Seed);
    }

    public static uint Of(ReadOnlySpan<byte> bytes, uint seed)
    {
        var hash = seed;
        var rest = bytes;
        for (; rest.Length >= sizeof(uint); rest = rest[sizeof(uint)..])
        {
            hash = (BitOperations.RotateLeft(hash ^ Mix(BinaryPrimitives.ReadUInt32LittleEndian(rest)), 13) * 5) + 0xE6546B64;
        }

        uint tail = 0;
        for (var index = rest.Length - 1; index >= 0; index--)
        {
            tail = (tail << 8) | rest[index];
        }

        hash ^= Mix(tail);
        hash ^= (uint)bytes.Length;
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }

    private static uint Mix(uint block) => BitOperations.RotateLeft(block * 0xCC9E2D51, 15) * 0x1B873593;
}
