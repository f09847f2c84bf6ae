using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Streams.Cleansing;

namespace Serverless.Streams;

/// <summary>A JSON array of objects: each is an event, read by the same rule as a source that is one JSON object. An empty array is no event.</summary>
/// <typeparam name="T">The event's type.</typeparam>
public sealed class JsonArrayDecoder<T> : IDecoder<T>
    where T : class
{
    private readonly RecordDecoder<T> _decoder;

    /// <summary>Of one type.</summary>
    /// <param name="json">The event's metadata, for example <c>CardFraudJson.Default.Transaction</c>.</param>
    /// <exception cref="ArgumentException">The metadata is not that of a JSON object from a context.</exception>
    public JsonArrayDecoder(JsonTypeInfo<T> json) => _decoder = RecordDecoder<T>.Of(json);

    /// <inheritdoc/>
    public string Name => "JSON array of " + typeof(T).Name;

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> value, DecodedEvents<T> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = RecordJson.MaxDepth + 1 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                throw new FormatException("not a JSON array");
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                var item = _decoder.Decode(value[start..(int)reader.BytesConsumed], out var dead);
                events.Add(item, dead, 0);
            }

            if (reader.Read())
            {
                throw new FormatException("something follows the array");
            }
        }
        catch (JsonException failure)
        {
            throw new FormatException(failure.Message, failure);
        }
    }
}
