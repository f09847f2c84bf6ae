using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Streams.Cleansing;

namespace Serverless.Streams.Tables;

/// <summary>Rows are read by the rule of source records: what has no default is required, nothing is repeated, numbers may stand in quotes, unknown members are passed over.</summary>
internal sealed class TableFormat<TKey, TRow> : TableFormat
    where TKey : notnull
    where TRow : class
{
    private const int MostKeyCharacters = 1024;
    private readonly RecordDecoder<TRow> _decoder;
    private readonly JsonTypeInfo<TRow> _own;
    private readonly Func<TRow, TKey> _key;

    /// <exception cref="ArgumentException">The metadata is not that of a JSON object from a context.</exception>
    public TableFormat(JsonTypeInfo<TRow> json, Func<TRow, TKey> key)
    {
        (_decoder, _key) = (RecordDecoder<TRow>.Of(json), key);
        _own = RecordJson.Rebase(json, ours: true)!;
    }

    public override TableRows Read(ReadOnlySpan<byte> content)
    {
        var rows = new Dictionary<TKey, TRow>();
        var lines = new TableLines(content);
        while (lines.TryNext(out var line))
        {
            var row = _decoder.Decode(line, out var dead) ?? throw Wrong(lines.Number, $"{dead.Rule}: {(dead.Field is null ? "" : dead.Field + ": ")}{dead.Detail}");
            var key = KeyOf(row, lines.Number);
            if (!rows.TryAdd(key, row))
            {
                throw Wrong(lines.Number, string.Create(CultureInfo.InvariantCulture, $"its key \"{key}\" was there before"));
            }
        }

        return rows.Count > 0 ? new TableRows<TKey, TRow>(rows) : throw new FormatException("it has no rows");
    }

    public override void Write(IEnumerable<object> rows, IBufferWriter<byte> target)
    {
        foreach (var row in rows)
        {
            using var writer = new Utf8JsonWriter(target);
            JsonSerializer.Serialize(writer, row as TRow ?? throw new ArgumentException($"A row is {row?.GetType().Name ?? "null"}, not {typeof(TRow).Name}.", nameof(rows)), _own);
            writer.Flush();
            target.Write("\n"u8);
        }
    }

    private static FormatException Wrong(int row, string what) => new(string.Create(CultureInfo.InvariantCulture, $"row {row}: {what}"));

    private TKey KeyOf(TRow row, int number)
    {
        TKey key;
        try
        {
            key = _key(row);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw Wrong(number, $"its key fails: {failure.Message}");
        }

        return key is null || key is string { Length: 0 or > MostKeyCharacters }
            ? throw Wrong(number, $"its key is missing, or longer than {MostKeyCharacters} characters")
            : key;
    }
}
