using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Streams.Cleansing;
using Serverless.Streams.Decoding;

namespace Serverless.Streams;

/// <summary>
/// Comma-separated values (RFC 4180): each line is an event; a record may hold several, or none. An empty field is null, a column that the record type does not have is ignored,
/// a required one that is missing makes its line a dead letter. Values are read as those of JSON are: numbers with a point, times in ISO 8601, <c>true</c> and <c>false</c>;
/// for others let the event hold the text, and use <c>Parse</c>.
/// </summary>
/// <typeparam name="T">The event's type.</typeparam>
public sealed class CsvDecoder<T> : IDecoder<T>
    where T : class
{
    private readonly RecordDecoder<T> _decoder;
    private readonly string[]? _columns;
    private readonly byte _separator;

    /// <summary>Of one type.</summary>
    /// <param name="json">The event's metadata, for example <c>CardFraudJson.Default.Transaction</c>.</param>
    /// <param name="columns">The columns' names as JSON has them; unset: the first line of each record names them.</param>
    /// <param name="separator">Between two fields: one ASCII character, no quote, letter, digit or line end.</param>
    /// <exception cref="ArgumentException">The metadata is not that of a JSON object from a context, a column is named twice, or the separator is none.</exception>
    public CsvDecoder(JsonTypeInfo<T> json, IReadOnlyList<string>? columns = null, char separator = ',')
    {
        _decoder = RecordDecoder<T>.Of(json);
        if (!char.IsAscii(separator) || char.IsAsciiLetterOrDigit(separator) || separator is '"' or '\r' or '\n')
        {
            throw new ArgumentException("The separator is one ASCII character that is no quote, letter, digit or line end.", nameof(separator));
        }

        _columns = columns is null ? null : Checked(columns, message => new ArgumentException(message, nameof(columns)));
        _separator = (byte)separator;
    }

    /// <inheritdoc/>
    public string Name => $"CSV of {typeof(T).Name}, separated by '{(char)_separator}', {(_columns is null ? "with a line of names" : string.Join(' ', _columns))}";

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> value, DecodedEvents<T> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var lines = new CsvReader(value, _separator);
        var fields = new List<string?>();
        var columns = _columns;
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, new JsonWriterOptions { SkipValidation = true });
        while (lines.Read(fields))
        {
            if (columns is null)
            {
                columns = Checked([.. fields.Select(field => field ?? "")], message => new FormatException(message));
            }
            else if (fields.Count != columns.Length)
            {
                events.AddUnreadable($"line {lines.Line}: {fields.Count} fields, not {columns.Length}");
            }
            else
            {
                json.ResetWrittenCount();
                writer.Reset(json);
                Write(writer, columns, fields);
                writer.Flush();
                var item = _decoder.Decode(json.WrittenSpan, out var dead);
                events.Add(item, dead, 0);
            }
        }
    }

    private void Write(Utf8JsonWriter writer, string[] columns, List<string?> fields)
    {
        writer.WriteStartObject();
        for (var index = 0; index < columns.Length; index++)
        {
            if (fields[index] is not { } text)
            {
                writer.WriteNull(columns[index]);
            }
            else if (text is "true" or "false" && _decoder.IsBoolean(columns[index]))
            {
                writer.WriteBoolean(columns[index], text == "true");
            }
            else
            {
                writer.WriteString(columns[index], text);
            }
        }

        writer.WriteEndObject();
    }

    private static string[] Checked(IReadOnlyList<string> columns, Func<string, Exception> problem) =>
        columns.Count == 0 || columns.Any(string.IsNullOrWhiteSpace) ? throw problem("a column has no name")
        : columns.Distinct(StringComparer.Ordinal).Count() < columns.Count ? throw problem("two columns have one name")
        : [.. columns];
}
