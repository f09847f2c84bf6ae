using System.Numerics;
using Serverless.Streams.Codec;

namespace Serverless.Streams.Fold;

/// <summary>Writes a segment: absolute values by name, so that a later one covers an earlier one. Closed by a CRC-32C.</summary>
internal sealed class StateWriter
{
    internal const uint Magic = 0x31534C53;
    private readonly ByteWriter target = new(4096);
    private readonly ByteWriter scratch = new();

    public StateWriter() => target.Fixed32(Magic);

    public int Length => target.Length;

    public void Head(ByteWriter value) => Entry(StateEntry.Head, [], value.Written);

    public void UniqueId(int source, string id, long horizon)
    {
        target.Byte((byte)StateEntry.UniqueId);
        target.Number(source);
        target.Text(id);
        target.Signed(horizon);
    }

    public void Key(ReadOnlySpan<byte> key, ByteWriter value) => Entry(StateEntry.Key, key, value.Written);

    public void Removed(ReadOnlySpan<byte> key)
    {
        target.Byte((byte)StateEntry.RemovedKey);
        target.Bytes(key);
    }

    public ByteWriter Scratch()
    {
        scratch.Clear();
        return scratch;
    }

    public byte[] Close()
    {
        target.Fixed32(Checksum(target.Written));
        return target.ToArray();
    }

    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            sum = BitOperations.Crc32C(sum, System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var unit in bytes)
        {
            sum = BitOperations.Crc32C(sum, unit);
        }

        return ~sum;
    }

    private void Entry(StateEntry kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        target.Byte((byte)kind);
        target.Bytes(key);
        target.Bytes(value);
    }
}
