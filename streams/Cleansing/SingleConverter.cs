using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Streams.Cleansing;

/// <summary>A number, also in quotes. What no float holds (<c>1e40</c>) is refused: the framework would make infinity of it.</summary>
/// <param name="ours">Whether we wrote it: then <c>"NaN"</c> and <c>"Infinity"</c> are read back.</param>
internal sealed class SingleConverter(bool ours) : JsonConverter<float>
{
    public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = reader.TokenType switch
        {
            JsonTokenType.Number => reader.GetSingle(),
            JsonTokenType.String when !reader.ValueIsEscaped && Utf8Parser.TryParse(reader.ValueSpan, out float number, out var used)
                && used == reader.ValueSpan.Length => number,
            _ => throw new JsonException("not a number"),
        };
        return float.IsFinite(value) || (ours && reader.TokenType == JsonTokenType.String) ? value : throw new JsonException("more than a float holds");
    }

    public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options)
    {
        if (float.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(float.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
    }
}
