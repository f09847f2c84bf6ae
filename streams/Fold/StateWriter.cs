using System.Numerics;
using Serverless.Streams.Codec;

namespace Serverless.Streams.Fold;

/// <summary>Writes a segment: absolute values by name, so that a later one covers an earlier one. Closed by a CRC-32C.</summary>
internal sealed class StateWriter
{
    internal const uint Magic = 0x31534C53;
    private readonly ByteWriter _target = new(4096);
    private readonly ByteWriter _scratch = new();

    public StateWriter() => _target.Fixed32(Magic);

    public int Length => _target.Length;

    public void Head(ByteWriter value) => Entry(StateEntry.Head, [], value.Written);

    public void UniqueId(int source, string id, long horizon)
    {
        _target.Byte((byte)StateEntry.UniqueId);
        _target.Number(source);
        _target.Text(id);
        _target.Signed(horizon);
    }

    public void Waiting(WaitingEvent waiting, ReadOnlySpan<byte> header)
    {
        _target.Byte((byte)StateEntry.Waiting);
        _target.Number(waiting.Offset);
        _target.Bytes(header);
        _target.Bytes(waiting.Key.Span);
        _target.Bytes(waiting.Value.Span);
    }

    public void Key(ReadOnlySpan<byte> key, ByteWriter value) => Entry(StateEntry.Key, key, value.Written);

    public void Removed(ReadOnlySpan<byte> key)
    {
        _target.Byte((byte)StateEntry.RemovedKey);
        _target.Bytes(key);
    }

    public ByteWriter Scratch()
    {
        _scratch.Clear();
        return _scratch;
    }

    public byte[] Close()
    {
        _target.Fixed32(Checksum(_target.Written));
        return _target.ToArray();
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
        _target.Byte((byte)kind);
        _target.Bytes(key);
        _target.Bytes(value);
    }
}
