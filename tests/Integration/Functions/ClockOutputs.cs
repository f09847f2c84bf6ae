using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Functions;

/// <summary>What Clock has said to each shard, byte by byte, without the time of a tick.</summary>
internal static class ClockOutputs
{
    /// <summary>In order per shard.</summary>
    public static async Task<List<string>> ReadAsync(CardBroker broker, PipelinePlan plan)
    {
        var said = new List<string>();
        foreach (var record in await RecordsAsync(broker, plan.Keys.Select(key => key.Topic)))
        {
            record.TryGetHeader(KeyedHeader.Name, out var header);
            var value = KeyedHeader.KindOf(header.Span) is KeyedRecordKind.Tick ? (Tick.Parse(record.Value.Span) with { Time = 0 }).ToBytes() : record.Value.ToArray();
            said.Add($"{record.Topic}/{record.Partition} {Convert.ToHexString(header.Span)} {Convert.ToHexString(value)}");
        }

        return said;
    }

    /// <summary>Clock's records in keyed topics.</summary>
    public static async Task<List<LogRecord>> RecordsAsync(CardBroker broker, IEnumerable<string> topics)
    {
        var records = new List<LogRecord>();
        foreach (var topic in topics)
            records.AddRange((await broker.ReadAsync(topic)).Where(IsOfClock));
        return records;
    }

    private static bool IsOfClock(LogRecord record) =>
        record.TryGetHeader(KeyedHeader.Name, out var header) && KeyedHeader.KindOf(header.Span) is KeyedRecordKind.Tick or KeyedRecordKind.Origins;
}
