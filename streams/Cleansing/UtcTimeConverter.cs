using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Streams.Cleansing;

/// <summary>ISO 8601. A time without an offset is UTC: the framework would take it as that of the machine's zone, so that two machines would differ.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    private const int DateLength = 10;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
        {
            throw new JsonException("not a time");
        }

        var text = reader.ValueSpan;
        return text.Length > DateLength && text[DateLength..].IndexOfAny((byte)'Z', (byte)'+', (byte)'-') >= 0
            ? reader.TryGetDateTimeOffset(out var time) ? time : throw new JsonException("not a time")
            : reader.TryGetDateTime(out var utc) ? new DateTimeOffset(utc.Ticks, TimeSpan.Zero) : throw new JsonException("not a time");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
