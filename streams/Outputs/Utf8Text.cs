using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Serverless.Streams.Records;

namespace Serverless.Streams.Outputs;

/// <summary>Short texts of headers as UTF-8, without a string in between.</summary>
internal static class Utf8Text
{
    private const int Enough = 512;

    public static byte[] Of(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Of(long number)
    {
        Span<byte> buffer = stackalloc byte[20];
        _ = number.TryFormat(buffer, out var length, default, CultureInfo.InvariantCulture);
        return buffer[..length].ToArray();
    }

    /// <summary><c>prefix:offset:number.ordinal</c>, as <see cref="OutputId"/> reads it.</summary>
    public static byte[] Id(string writer, long offset, long slot)
    {
        Span<byte> buffer = stackalloc byte[Enough];
        return Utf8.TryWrite(buffer, CultureInfo.InvariantCulture, $"{writer}:{offset}:{OutputId.NumberOf(slot)}.{OutputId.OrdinalOf(slot)}", out var length)
            ? buffer[..length].ToArray()
            : throw new InvalidOperationException("A topic's name is too long.");
    }

    /// <summary><c>topic/partition/offset</c>; of the second, third … event in one record <c>topic/partition/offset/ordinal</c>, from 1.</summary>
    public static byte[] Origin(string topic, int partition, long offset, int ordinal = 0)
    {
        Span<byte> buffer = stackalloc byte[Enough];
        int length;
        return (ordinal == 0
            ? Utf8.TryWrite(buffer, CultureInfo.InvariantCulture, $"{topic}/{partition}/{offset}", out length)
            : Utf8.TryWrite(buffer, CultureInfo.InvariantCulture, $"{topic}/{partition}/{offset}/{ordinal}", out length))
            ? buffer[..length].ToArray()
            : throw new InvalidOperationException("A topic's name is too long.");
    }
}
