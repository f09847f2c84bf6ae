using System.Buffers;
using System.Text.Json;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Plan;
using Serverless.Streams.Windows;

namespace Serverless.Streams.Outputs;

/// <summary>A window's result: <c>{"window", "key", "start", "end", "revision", …}</c>; times in ISO 8601, UTC; a missing value is null, a list an array.</summary>
#pragma warning disable CA1001 // The writer is used again and again; it holds memory alone, and every value is flushed.
internal sealed class WindowJson
#pragma warning restore CA1001
{
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly Utf8JsonWriter _json = new(new ArrayBufferWriter<byte>());

    public void Write(IBufferWriter<byte> target, WindowPlan plan, WindowResult result)
    {
        var json = _json;
        json.Reset(target);
        json.WriteStartObject();
        json.WriteString("window"u8, plan.Name);
        json.WriteString("key"u8, result.Key);
        json.WriteString("start"u8, DateOf(result.Start));
        json.WriteString("end"u8, DateOf(result.End));
        json.WriteNumber("revision"u8, result.Revision);
        for (var index = 0; index < plan.Aggregates.Length; index++)
        {
            json.WritePropertyName(plan.Aggregates[index].Name);
            WriteValue(json, result.Values[index]);
        }

        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteValue(Utf8JsonWriter json, AggregateValue value)
    {
        switch (value.Object)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case string[] texts:
                json.WriteStartArray();
                Array.ForEach(texts, json.WriteStringValue);
                json.WriteEndArray();
                break;
            case double[] numbers:
                json.WriteStartArray();
                Array.ForEach(numbers, json.WriteNumberValue);
                json.WriteEndArray();
                break;
            default:
                WriteNumber(json, value.Number);
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    // A window around the first or last event that a date can name may reach beyond: it ends at that date.
    private static DateTime DateOf(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, Earliest, Latest)).UtcDateTime;
}
