using Microsoft.Azure.Functions.Worker;
using Serverless.Streams.Records;

namespace Serverless.Functions;

/// <summary>Records as the trigger has them, turned into records of the log: the only place that knows both. Nothing is copied but the headers' list.</summary>
internal static class TriggerRecords
{
    public static LogRecord[] Read(KafkaRecord[] records)
    {
        ArgumentNullException.ThrowIfNull(records);
        return Array.ConvertAll(records, Read);
    }

    // The trigger leaves null what a record lacks: key, value, time stamp, a header's value.
    private static LogRecord Read(KafkaRecord record) => new()
    {
        Topic = record.Topic,
        Partition = record.Partition,
        Offset = record.Offset,
        Timestamp = record.Timestamp?.UnixTimestampMs ?? 0,
        Key = record.Key,
        Value = record.Value,
        Headers = record.Headers is { } headers ? Array.ConvertAll(headers, header => new RecordHeader(header.Key, header.Value)) : [],
    };
}
