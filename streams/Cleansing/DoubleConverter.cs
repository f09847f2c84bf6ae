using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Streams.Cleansing;

/// <summary>A number, also in quotes. What no double holds (<c>1e400</c>) is refused: the framework would make infinity of it.</summary>
/// <param name="ours">Whether we wrote it: then <c>"NaN"</c> and <c>"Infinity"</c> are read back.</param>
internal sealed class DoubleConverter(bool ours) : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = reader.TokenType switch
        {
            JsonTokenType.Number => reader.GetDouble(),
            JsonTokenType.String when !reader.ValueIsEscaped && Utf8Parser.TryParse(reader.ValueSpan, out double number, out var used)
                && used == reader.ValueSpan.Length => number,
            _ => throw new JsonException("not a number"),
        };
        return double.IsFinite(value) || (ours && reader.TokenType == JsonTokenType.String) ? value : throw new JsonException("more than a double holds");
    }

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
    }
}
