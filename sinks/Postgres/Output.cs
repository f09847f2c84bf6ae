using System.Globalization;
using System.Text;
using System.Text.Json;
using Serverless.Streams.Records;

namespace Serverless.Sinks.Postgres;

/// <summary>An output on its way into a table.</summary>
/// <param name="Record">As it was read.</param>
/// <param name="Id">Its id.</param>
/// <param name="Root">Its value, an object; undefined for one that does not fit.</param>
/// <param name="Reason">Of one that does not fit: why.</param>
internal readonly record struct Output(LogRecord Record, OutputId Id, JsonElement Root, string? Reason = null)
{
    /// <summary>A header's text; null where there is none.</summary>
    public string? Header(string name) => Header(Record, name) is { } text ? ColumnType.Clean(text) : null;

    /// <summary>When the broker got the source's record.</summary>
    public DateTime? Ingested =>
        long.TryParse(Header(OutputHeaders.Ingest), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds is > 0 and < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime
            : null;

    public static string? Header(LogRecord record, string name) => record.TryGetHeader(name, out var bytes) ? Encoding.UTF8.GetString(bytes.Span) : null;
}
