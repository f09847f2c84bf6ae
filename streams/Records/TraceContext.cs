using System.Globalization;
using System.Text;

namespace Serverless.Streams.Records;

/// <summary>W3C trace context, version 00 (www.w3.org/TR/trace-context): <c>00-{trace id}-{span id}-{flags}</c>; 25 bytes in our own headers. What is not valid is dropped: a bad header on a record makes readers fail.</summary>
internal static class TraceContext
{
    /// <summary>Bytes of a context: trace id, span id, flags.</summary>
    public const int Length = TraceLength + SpanLength + 1;

    private const int TextLength = 55;
    private const int TraceLength = 16;
    private const int SpanLength = 8;

    /// <summary>The 25 bytes of a valid header, or none.</summary>
    public static ReadOnlyMemory<byte> Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length != TextLength || !text.StartsWith("00-"u8) || text[35] != '-' || text[52] != '-')
        {
            return default;
        }

        var hex = string.Concat(Encoding.ASCII.GetString(text[3..35]), Encoding.ASCII.GetString(text[36..52]), Encoding.ASCII.GetString(text[53..]));
        var bytes = new byte[hex.Length / 2];
        foreach (var digit in hex)
        {
            if (digit is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))
            {
                return default;
            }
        }

        for (var index = 0; index < bytes.Length; index++)
        {
            bytes[index] = byte.Parse(hex.AsSpan(2 * index, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        var hasIds = bytes.AsSpan(0, TraceLength).ContainsAnyExcept((byte)0) && bytes.AsSpan(TraceLength, SpanLength).ContainsAnyExcept((byte)0);
        return hasIds ? bytes : default;
    }

    public static byte[] ToText(ReadOnlySpan<byte> context) => Encoding.ASCII.GetBytes(
        $"00-{Convert.ToHexStringLower(context[..TraceLength])}-{Convert.ToHexStringLower(context.Slice(TraceLength, SpanLength))}-{Convert.ToHexStringLower(context[^1..])}");
}
