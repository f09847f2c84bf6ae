using System.Text.Json;

namespace Serverless.Streams.Cleansing;

/// <summary>Why a record was not read: a member without a default that is absent or null. Runs only for records that failed.</summary>
internal static class RecordGaps
{
    /// <summary>Looks through one object.</summary>
    /// <param name="json">The record's bytes.</param>
    /// <param name="members">Those of its type.</param>
    /// <param name="missing">The first member that must be there and is not, and how: <c>absent</c> or <c>null</c>.</param>
    /// <param name="filled">The object without the nulls that stand for a default; null if there are none.</param>
    /// <returns>Whether the bytes are one JSON object at all.</returns>
    public static bool TryFind(ReadOnlySpan<byte> json, IReadOnlyList<RecordMember> members, out (string Member, string How)? missing, out byte[]? filled)
    {
        missing = null;
        filled = null;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RecordJson.MaxDepth });
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object || reader.Read())
            {
                return false;
            }

            foreach (var member in members)
            {
                var isThere = document.RootElement.TryGetProperty(member.JsonName, out var value);
                if (member.IsRequired && (!isThere || (value.ValueKind == JsonValueKind.Null && !member.IsNullable)))
                {
                    missing = (member.Name, isThere ? "null" : "absent");
                    return true;
                }
            }

            filled = WithoutNulls(document.RootElement, members);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static byte[]? WithoutNulls(JsonElement record, IReadOnlyList<RecordMember> members)
    {
        var defaults = members.Where(member => !member.IsNullable).Select(member => member.JsonName).ToHashSet(StringComparer.Ordinal);
        if (!record.EnumerateObject().Any(StandsForDefault))
        {
            return null;
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var property in record.EnumerateObject().Where(property => !StandsForDefault(property)))
            {
                property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();

        bool StandsForDefault(JsonProperty property) => property.Value.ValueKind == JsonValueKind.Null && defaults.Contains(property.Name);
    }
}
