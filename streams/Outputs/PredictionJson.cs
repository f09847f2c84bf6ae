using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Outputs;

/// <summary>
/// A prediction: <c>{"id", "time", "score", "decision", "reasons", "late", "features", "event"}</c>. <c>id</c> is the event's own, else its origin;
/// <c>features</c> is the model's input in its order, null where a feature is missing; <c>event</c> the cleansed record.
/// </summary>
#pragma warning disable CA1001 // The writer is used again and again; it holds memory alone, and every value is flushed.
internal sealed class PredictionJson(PipelinePlan plan)
#pragma warning restore CA1001
{
    // Below it the shortest text of a whole number has no exponent.
    private const int MostExact = 1_000_000;
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly JsonEncodedText[] _decisions = [.. (plan.Decision?.Names ?? []).Select(name => JsonEncodedText.Encode(name))];
    private readonly Utf8JsonWriter _json = new(new ArrayBufferWriter<byte>(), Options);
    private readonly (JsonEncodedText Name, int Slot)[] _rules = [.. plan.Rules.Select(rule => (JsonEncodedText.Encode(rule.Name), rule.Slot))];

    public void Write(IBufferWriter<byte> target, FoldOutput output, SourcePlan? source, ReadOnlySpan<double> row, ReadOnlySpan<float> features)
    {
        var cause = output.Cause;
        var json = _json;
        json.Reset(target);
        json.WriteStartObject();
        if (source?.Execution.UniqueOf(output.Record!) is { } id)
        {
            json.WriteString("id"u8, id);
        }
        else
        {
            json.WriteString("id"u8, Utf8Text.Origin(source?.Topic ?? string.Empty, cause.SourcePartition, cause.SourceOffset, cause.SourceOrdinal));
        }

        json.WriteString("time"u8, DateTimeOffset.FromUnixTimeMilliseconds(cause.Time).UtcDateTime);
        if (plan.Model is { } model)
        {
            json.WriteNumber("score"u8, row[model.ScoreSlot]);
        }

        if (plan.Decision is { } decision)
        {
            json.WriteString("decision"u8, _decisions[(int)row[decision.Slot]]);
        }

        json.WriteStartArray("reasons"u8);
        foreach (var (name, slot) in _rules)
        {
            if (row[slot] != 0)
            {
                json.WriteStringValue(name);
            }
        }

        json.WriteEndArray();
        if (output.IsLate)
        {
            json.WriteBoolean("late"u8, true);
        }

        WriteFeatures(json, features);
        json.WritePropertyName("event"u8);
        json.WriteRawValue(output.Json.Span, skipInputValidation: true);
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteFeatures(Utf8JsonWriter json, ReadOnlySpan<float> features)
    {
        json.WriteStartArray("features"u8);
        foreach (var feature in features)
        {
            // Counts and flags are the most of them: whole numbers are written far faster than shortest fractions, with the same digits.
            if (feature is >= 0 and < MostExact && (int)feature == feature && !float.IsNegative(feature))
            {
                json.WriteNumberValue((int)feature);
            }
            else if (float.IsFinite(feature))
            {
                json.WriteNumberValue(feature);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }
}
