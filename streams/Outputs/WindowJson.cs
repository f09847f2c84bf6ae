using System.Buffers;
using System.Text.Json;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Outputs;

/// <summary>A window's result: <c>{"window", "key", "start", "end", "revision", …}</c>; times in ISO 8601, UTC; a missing value is null.</summary>
internal static class WindowJson
{
    public static void Write(IBufferWriter<byte> target, WindowPlan plan, WindowResult result)
    {
        using var json = new Utf8JsonWriter(target);
        json.WriteStartObject();
        json.WriteString("window"u8, plan.Name);
        json.WriteString("key"u8, result.Key);
        json.WriteString("start"u8, DateTimeOffset.FromUnixTimeMilliseconds(result.Start).UtcDateTime);
        json.WriteString("end"u8, DateTimeOffset.FromUnixTimeMilliseconds(result.Start + plan.Size).UtcDateTime);
        json.WriteNumber("revision"u8, result.Revision);
        for (var index = 0; index < plan.Aggregates.Length; index++)
        {
            json.WritePropertyName(plan.Aggregates[index].Name);
            if (double.IsFinite(result.Values[index]))
            {
                json.WriteNumberValue(result.Values[index]);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndObject();
    }
}
