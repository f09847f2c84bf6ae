using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Bytes to a record that keeps what its type says, or a dead letter that says why not.</summary>
internal sealed class RecordDecoder<T>(JsonTypeInfo<T> json, RecordSchema<T> schema)
    where T : class
{
    public static readonly string Rule = "JSON of " + typeof(T).Name;
    private readonly RecordReader<T>? _reader = RecordReader<T>.Of(json);

    /// <summary>A decoder for a decoder of another form, which makes objects of its text.</summary>
    /// <exception cref="ArgumentException">The metadata is not that of a JSON object from a context.</exception>
    public static RecordDecoder<T> Of(JsonTypeInfo<T> json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return json.Kind == JsonTypeInfoKind.Object && RecordJson.Rebase(json, ours: false) is { } rebased
            ? new RecordDecoder<T>(rebased, new RecordSchema<T>(json, rebased))
            : throw new ArgumentException($"Give the metadata of {typeof(T).Name} from a context: XJson.Default.{typeof(T).Name}.", nameof(json));
    }

    /// <summary>Whether the member of that name in JSON is true or false.</summary>
    public bool IsBoolean(string jsonName)
    {
        foreach (var member in schema.Members)
        {
            if (member.JsonName == jsonName)
            {
                return member.Type == typeof(bool) || member.Type == typeof(bool?);
            }
        }

        return false;
    }

    /// <summary>The record; null: see <paramref name="dead"/>.</summary>
    public T? Decode(ReadOnlySpan<byte> value, out Cleansed dead)
    {
        dead = default;
        if (value.IsEmpty)
        {
            dead = DeadLetter.Of(DeadLetter.Decode, Rule, null, "empty");
        }
        else if (!Utf8.IsValid(value))
        {
            // Checked apart, since the reader passes over what it skips.
            dead = DeadLetter.Of(DeadLetter.Decode, Rule, null, "not UTF-8");
        }
        else if (TryRead(value, out var record, out var found))
        {
            if (schema.FirstNull(record) is null)
            {
                return record;
            }

            return Again(value, out dead, null);
        }
        else
        {
            return Again(value, out dead, found);
        }

        return null;
    }

    /// <summary>The slow road: finds out what is missing, and reads once more where a null stands for a default.</summary>
    private T? Again(ReadOnlySpan<byte> value, out Cleansed dead, JsonException? found)
    {
        dead = default;
        if (!RecordGaps.TryFind(value, schema.Members, out var missing, out var filled))
        {
            dead = DeadLetter.Of(DeadLetter.Decode, Rule, FieldOf(found), DetailOf(found) ?? "not an object");
            return null;
        }

        if (missing is var (member, how))
        {
            dead = DeadLetter.Of(DeadLetter.Require, $"{typeof(T).Name}.{member} has no default", member, how);
            return null;
        }

        if (filled is not null && TryRead(filled, out var record, out found) && schema.FirstNull(record) is null)
        {
            return record;
        }

        dead = DeadLetter.Of(DeadLetter.Decode, Rule, FieldOf(found), DetailOf(found) ?? "null where there may be none");
        return null;
    }

    private bool TryRead(ReadOnlySpan<byte> value, out T record, out JsonException? found)
    {
        found = null;
        if (_reader is not null && _reader.TryRead(value, out record!))
        {
            return true;
        }

        try
        {
            if (JsonSerializer.Deserialize(value, json) is { } read)
            {
                record = read;
                return true;
            }
        }
        catch (JsonException exception)
        {
            found = exception;
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            // A constructor or an init accessor of the record refused its arguments.
            found = new JsonException(exception.Message);
        }

        record = null!;
        return false;
    }

    /// <summary>Where and what, without the framework's count of bytes and the namespaces.</summary>
    private static string? DetailOf(JsonException? found)
    {
        if (found is null)
        {
            return null;
        }

        var end = found.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        var message = (end < 0 ? found.Message : found.Message[..end]).Replace(typeof(T).ToString(), typeof(T).Name, StringComparison.Ordinal);
        return Detail.Of(found.Path is null or "$" ? message : $"{found.Path}: {message}");
    }

    private string? FieldOf(JsonException? found)
    {
        // $.amount, $.lines[3].price: the member that the path begins with.
        if (found?.Path is not ['$', '.', ..] path)
        {
            return null;
        }

        var end = path.AsSpan(2).IndexOfAny('.', '[');
        var name = end < 0 ? path[2..] : path.Substring(2, end);
        foreach (var member in schema.Members)
        {
            if (member.JsonName == name)
            {
                return member.Name;
            }
        }

        return null;
    }
}
