using Serverless.Streams.Records;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>A partition in lines, for a failing seed's message.</summary>
internal static class Listing
{
    public static string Of(IEnumerable<LogRecord> records) => string.Join(Environment.NewLine, records.Select(record =>
        record.TryGetHeader(KeyedHeader.Name, out var bytes) && KeyedHeader.Parse(bytes) is var header
            ? $"{record.Offset,5} {header.Kind} {header.Origin.Topic % 1000}/{header.Origin.Partition} at {header.Position.Offset}:{header.Position.Slot} watermark {header.Watermark} idle {header.IsIdle}"
            : $"{record.Offset,5} {(record.Headers.Count > 0 ? LogOracle.NameOf(record.Headers, record.Topic) : string.Empty)}"));
}
