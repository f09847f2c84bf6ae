using System.Collections.Concurrent;
using System.Text;
using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Functions;

/// <summary>A simulated log in memory that counts what is appended: records, and their bytes with keys and headers.</summary>
internal sealed class CountedLog(IReadOnlyDictionary<string, int> topics, TimeProvider time) : ILog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Topic, int Partition), List<LogRecord>> _records = [];
    private readonly ConcurrentDictionary<(string Topic, int Partition), long> _committed = new();

    /// <summary>Events and outputs by topic.</summary>
    public Dictionary<string, long> Records { get; } = topics.Keys.ToDictionary(topic => topic, _ => 0L);

    /// <summary>Progress and what Clock says.</summary>
    public long Signs { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>All of it.</summary>
    public long Appended => Records.Values.Sum() + Signs;

    public void Append(OutgoingRecord record)
    {
        lock (_gate)
        {
            var records = Of(record.Topic, record.Partition);
            records.Add(new LogRecord
            {
                Topic = record.Topic,
                Partition = record.Partition,
                Offset = records.Count,
                Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
                Key = record.Key,
                Value = record.Value,
                Headers = record.Headers,
            });
            Bytes += (record.Key?.Length ?? 0) + record.Value.Length + record.Headers.Sum(header => Encoding.UTF8.GetByteCount(header.Name) + header.Value.Length);
            if (record.Headers is [{ Name: KeyedHeader.Name } header] && KeyedHeader.KindOf(header.Value.Span) is not KeyedRecordKind.Event)
                Signs++;
            else
                Records[record.Topic]++;
        }
    }

    public ILogWriter OpenWriter() => new Writer(this);

    public ValueTask<LogSlice> ReadAsync(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var records = Of(topic, partition);
            var slice = records.GetRange((int)from, Math.Min(maxRecords, records.Count - (int)from));
            return new(new LogSlice(slice, from + slice.Count, records.Count));
        }
    }

    public ValueTask<LogBounds> BoundsAsync(string topic, int partition, CancellationToken cancellationToken)
    {
        lock (_gate)
            return new(new LogBounds(0, Of(topic, partition).Count));
    }

    public ValueTask<int> PartitionsAsync(string topic, CancellationToken cancellationToken) => new(topics.GetValueOrDefault(topic));

    public ValueTask<OutputId?> TailAsync(string topic, int partition, WriterId writer, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var record in Of(topic, partition).AsEnumerable().Reverse())
            {
                if (record.TryGetHeader(OutputHeaders.Id, out var text) && OutputId.TryParse(Encoding.UTF8.GetString(text.Span), out var id) && (id.Writer.Stage, id.Writer.Shard) == (writer.Stage, writer.Shard))
                    return new(id);
            }
        }

        return new((OutputId?)null);
    }

    public ValueTask<long?> CommittedAsync(string group, string topic, int partition, CancellationToken cancellationToken) =>
        new(_committed.TryGetValue((topic, partition), out var offset) ? offset : null);

    public ValueTask CommitAsync(string group, string topic, int partition, long offset, CancellationToken cancellationToken)
    {
        _committed[(topic, partition)] = offset;
        return ValueTask.CompletedTask;
    }

    private List<LogRecord> Of(string topic, int partition)
    {
        if (!_records.TryGetValue((topic, partition), out var records))
            _records[(topic, partition)] = records = [];
        return records;
    }

    private sealed class Writer(CountedLog log) : ILogWriter
    {
        public bool IsDead => false;

        public ValueTask AppendAsync(IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
        {
            foreach (var record in records)
                log.Append(record.Copy());
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
