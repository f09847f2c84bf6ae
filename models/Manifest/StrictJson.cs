using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>Reads JSON that may come from anywhere, with one sentence for everything that is wrong with it.</summary>
internal static class StrictJson
{
    public static T Read<T>(ReadOnlySpan<byte> content, JsonTypeInfo<T> type, string file)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(content, type) ?? throw new ArtifactException($"{file} is refused: it holds null.") { IsFatal = true };
        }
        catch (JsonException e)
        {
            throw Wrong(file, e);
        }
    }

    /// <summary>A newer format has members unknown here; saying that it is newer helps more than naming the first of them.</summary>
    public static void CheckFormat(ReadOnlySpan<byte> content, int newest, string file)
    {
        var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = ModelJson.MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("format"))
                    continue;
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var format) && format > newest)
                    throw new ArtifactException($"{file} has the format {format}, which is newer than this program, which reads up to {newest}.") { IsFatal = true };
            }
        }
        catch (JsonException e)
        {
            throw Wrong(file, e);
        }
    }

    private static ArtifactException Wrong(string file, JsonException e)
    {
        // The library's text ends with "Path: … | LineNumber: …", which we say in our own way.
        var text = OneLine.Of(e.Message);
        var end = text.IndexOf(" Path:", StringComparison.Ordinal);
        var place = e.LineNumber is { } line ? $" (line {line + 1}, {OneLine.Of(e.Path ?? "$")})" : "";
        return new ArtifactException($"{file} is refused{place}: {(end < 0 ? text : text[..end])}", e) { IsFatal = true };
    }
}
