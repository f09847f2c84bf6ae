using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Streams.Cleansing;

/// <summary>ISO 8601. A time without an offset is UTC: the framework would take it as that of the machine's zone, so that two machines would differ.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    private const int DateLength = 10;

    // Each character may be written as an escape of six.
    private const int LongestText = 6 * 40;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > LongestText)
        {
            throw new JsonException("not a time");
        }

        // Serializers that are careful with HTML write the plus of an offset as an escape.
        Span<byte> unescaped = stackalloc byte[LongestText];
        var text = reader.ValueIsEscaped ? unescaped[..Unescape(ref reader, unescaped)] : reader.ValueSpan;
        return text.Length > DateLength && text[DateLength..].IndexOfAny((byte)'Z', (byte)'+', (byte)'-') >= 0
            ? reader.TryGetDateTimeOffset(out var time) ? time : throw new JsonException("not a time")
            : reader.TryGetDateTime(out var utc) ? new DateTimeOffset(utc.Ticks, TimeSpan.Zero) : throw new JsonException("not a time");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static int Unescape(ref Utf8JsonReader reader, scoped Span<byte> target)
    {
        try
        {
            return reader.CopyString(target);
        }
        catch (InvalidOperationException failure)
        {
            throw new JsonException("not a time", failure);
        }
    }
}
