using System.Text;

namespace Serverless.Tests.Integration.Telemetry;

/// <summary>Reads the wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding): as much as OTLP needs.</summary>
internal static class ProtobufReader
{
    /// <summary>The fields of a message: number, bytes of a length-delimited value, else its number.</summary>
    public static IEnumerable<(int Field, ReadOnlyMemory<byte> Bytes, ulong Number)> Fields(ReadOnlyMemory<byte> message)
    {
        var position = 0;
        while (position < message.Length)
        {
            var tag = Varint(message, ref position);
            switch (tag & 7)
            {
                case 0:
                    yield return ((int)(tag >> 3), default, Varint(message, ref position));
                    break;
                case 1:
                    yield return ((int)(tag >> 3), default, BitConverter.ToUInt64(message.Span.Slice(position, 8)));
                    position += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref position);
                    yield return ((int)(tag >> 3), message.Slice(position, length), 0);
                    position += length;
                    break;
                case 5:
                    yield return ((int)(tag >> 3), default, BitConverter.ToUInt32(message.Span.Slice(position, 4)));
                    position += 4;
                    break;
                default:
                    throw new FormatException($"Wire type {tag & 7}.");
            }
        }
    }

    /// <summary>The values of one field that are messages or text.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> All(ReadOnlyMemory<byte> message, int field) => Fields(message).Where(each => each.Field == field).Select(each => each.Bytes);

    public static string Text(ReadOnlyMemory<byte> message, int field) => All(message, field).Select(bytes => Encoding.UTF8.GetString(bytes.Span)).FirstOrDefault() ?? "";

    private static ulong Varint(ReadOnlyMemory<byte> message, ref int position)
    {
        for (var (value, shift) = (0UL, 0); shift < 64; shift += 7)
        {
            var next = message.Span[position++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
                return value;
        }

        throw new FormatException("A number has more than ten bytes.");
    }
}
