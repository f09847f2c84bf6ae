using System.Buffers.Binary;
using System.Numerics;

namespace Serverless.Local.Host.Files;

/// <summary>CRC-32C (Castagnoli), with the processor's own instruction where it has one.</summary>
internal static class Crc32C
{
    /// <summary>What an empty run starts with.</summary>
    public const uint Initial = uint.MaxValue;

    /// <summary>The checksum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(Initial, bytes);

    /// <summary>Goes on with a run; its complement is the checksum.</summary>
    /// <param name="run">The run so far.</param>
    /// <param name="bytes">What follows.</param>
    public static uint Add(uint run, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            run = BitOperations.Crc32C(run, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            run = BitOperations.Crc32C(run, value);
        }

        return run;
    }
}
