using System.Text;
using Serverless.Durable.Ports;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Local.Testing;

/// <summary>A log in memory: a partition per source, as many as shards per topic of our own. Not for several threads.</summary>
internal sealed class MemoryLog : ILog
{
    private readonly Dictionary<string, List<LogRecord>[]> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _committed = new(StringComparer.Ordinal);

    public MemoryLog(PipelinePlan plan)
    {
        foreach (var source in plan.Sources)
        {
            _topics[source.Topic] = [[]];
        }

        foreach (var topic in plan.OwnedTopics)
        {
            _topics[topic] = [.. Enumerable.Range(0, plan.Shards).Select(_ => new List<LogRecord>())];
        }
    }

    public IEnumerable<LogRecord> All(string topic) => _topics[topic].SelectMany(partition => partition);

    public LogRecord Append(string topic, int partition, long timestamp, byte[] value, IReadOnlyList<RecordHeader> headers)
    {
        var record = new LogRecord { Topic = topic, Partition = partition, Offset = _topics[topic][partition].Count, Timestamp = timestamp, Value = value, Headers = headers };
        _topics[topic][partition].Add(record);
        return record;
    }

    public void Append(OutgoingRecord record)
    {
        var records = _topics[record.Topic][record.Partition];
        records.Add(new LogRecord
        {
            Topic = record.Topic,
            Partition = record.Partition,
            Offset = records.Count,
            Key = record.Key,
            Value = record.Value,
            Headers = record.Headers,
        });
    }

    public ILogWriter OpenWriter() => new MemoryLogWriter(this);

    public ValueTask<LogSlice> ReadAsync(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        var records = _topics[topic][partition];
        var slice = records.GetRange((int)from, (int)Math.Min(maxRecords, records.Count - from));
        return new(new LogSlice(slice, from + slice.Count, records.Count));
    }

    public ValueTask<LogBounds> BoundsAsync(string topic, int partition, CancellationToken cancellationToken) => new(new LogBounds(0, _topics[topic][partition].Count));

    public ValueTask<int> PartitionsAsync(string topic, CancellationToken cancellationToken) => new(_topics.TryGetValue(topic, out var partitions) ? partitions.Length : 0);

    public ValueTask<OutputId?> TailAsync(string topic, int partition, WriterId writer, CancellationToken cancellationToken)
    {
        OutputId? tail = null;
        foreach (var record in _topics[topic][partition])
        {
            if (record.TryGetHeader(OutputHeaders.Id, out var text) && OutputId.TryParse(Encoding.UTF8.GetString(text.Span), out var id)
                && (id.Writer.Stage, id.Writer.Shard) == (writer.Stage, writer.Shard))
            {
                tail = id;
            }
        }

        return new(tail);
    }

    public ValueTask<long?> CommittedAsync(string group, string topic, int partition, CancellationToken cancellationToken) =>
        new(_committed.TryGetValue($"{group} {topic} {partition}", out var offset) ? offset : null);

    public ValueTask CommitAsync(string group, string topic, int partition, long offset, CancellationToken cancellationToken)
    {
        _committed[$"{group} {topic} {partition}"] = offset;
        return default;
    }
}
