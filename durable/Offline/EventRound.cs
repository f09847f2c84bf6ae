using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Streams;
using Serverless.Streams.Cleansing;
using Serverless.Streams.Plan;

namespace Serverless.Durable.Offline;

/// <summary>
/// Makes recorded JSON events happen once more: in each round all times in a record's own fields are later, and the business's id is another, so that no round repeats the one before.
/// What is no JSON object stays as it is.
/// </summary>
/// <param name="plan">The pipeline: its cleansing tells a record's id and key.</param>
public sealed class EventRound(PipelinePlan plan)
{
    // "2025-06-02T10:00:00" at least.
    private const int ShortestTime = 19;
    private const int PlaceOfT = 10;
    // The plus of an offset stays as it is.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly List<Cleansed> _results = [];

    /// <summary>The key under which a record enters the pipeline first.</summary>
    /// <param name="topic">The source's topic.</param>
    /// <param name="value">The record's bytes.</param>
    /// <returns>The key; null where the record is refused.</returns>
    /// <exception cref="InvalidOperationException">The topic is no source of the pipeline.</exception>
    public string? KeyOf(string topic, ReadOnlySpan<byte> value) =>
        Clean(topic, value, out var source) is { } record ? source.Entries[0].KeyOf(record) : null;

    /// <summary>The record of a later round.</summary>
    /// <param name="topic">The source's topic.</param>
    /// <param name="value">The record's bytes, as recorded.</param>
    /// <param name="round">The round; 0 is the recorded one.</param>
    /// <param name="later">How much later it happens.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="InvalidOperationException">The topic is no source of the pipeline.</exception>
    public byte[] Of(string topic, byte[] value, int round, TimeSpan later)
    {
        if (round == 0 || Parse(value) is not { } json)
        {
            return value;
        }

        var id = Clean(topic, value, out var source) is { } record ? source.Execution.UniqueOf(record) : null;
        foreach (var (name, node) in json.ToArray())
        {
            if (node is not JsonValue item || !item.TryGetValue<string>(out var text))
            {
                continue;
            }

            if (text == id)
            {
                json[name] = string.Create(CultureInfo.InvariantCulture, $"{text}-{round}");
            }
            else if (text.Length >= ShortestTime && text[PlaceOfT] == 'T' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                && time <= DateTimeOffset.MaxValue - later)
            {
                json[name] = (time + later).ToString("O", CultureInfo.InvariantCulture);
            }
        }

        return Encoding.UTF8.GetBytes(json.ToJsonString(Plain));
    }

    private object? Clean(string topic, ReadOnlySpan<byte> value, out SourcePlan source)
    {
        _results.Clear();
        source = plan.Sources.First(each => each.Topic == topic);
        source.Execution.Cleanse(value, RecordTime.Latest, _results);
        return _results is [{ Kind: CleansedKind.Clean, Record: { } record }] ? record : null;
    }

    private static JsonObject? Parse(byte[] value)
    {
        try
        {
            return JsonNode.Parse(value, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
