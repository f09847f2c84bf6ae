using System.Text.Json.Serialization.Metadata;
using Serverless.Streams.Cleansing;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Decoding;

/// <summary>One JSON object is one event.</summary>
internal sealed class JsonDecoder<T>(JsonTypeInfo<T> json, RecordSchema<T> schema) : IDecoder<T>
    where T : class
{
    private readonly RecordDecoder<T> _decoder = new(json, schema);

    public string Name => RecordDecoder<T>.Rule;

    public void Decode(ReadOnlySpan<byte> value, DecodedEvents<T> events) => events.Add(One(value, out var dead), dead, 0);

    /// <summary>The event alone; null: see <paramref name="dead"/>.</summary>
    public T? One(ReadOnlySpan<byte> value, out Cleansed dead) => _decoder.Decode(value, out dead);
}
