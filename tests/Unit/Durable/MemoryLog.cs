using System.Text;
using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Durable;

/// <summary>A log in memory. Topics have no order among each other: an append can fail when only one topic's records stand.</summary>
internal sealed class MemoryLog : ILog
{
    private readonly Dictionary<(string Topic, int Partition), List<LogRecord>> _partitions = [];

    /// <summary>The next append that has records of this topic leaves only them behind and fails.</summary>
    public string? LandsAlone { get; set; }

    /// <summary>An append after so many others fails, once.</summary>
    public int? FailsAfter { get; set; }

    /// <summary>How many records each append had.</summary>
    public List<int> Appends { get; } = [];

    /// <summary>What retention has taken: by topic the first offset that is kept.</summary>
    public Dictionary<string, long> Starts { get; } = [];

    /// <summary>What the group has committed.</summary>
    public long? Committed { get; set; }

    public List<LogRecord> Partition(string topic, int partition)
    {
        if (!_partitions.TryGetValue((topic, partition), out var records))
        {
            _partitions.Add((topic, partition), records = []);
        }

        return records;
    }

    public void Append(OutgoingRecord record)
    {
        var records = Partition(record.Topic, record.Partition);
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

    public ILogWriter OpenWriter() => new Writer(this);

    public ValueTask<LogSlice> ReadAsync(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        var records = Partition(topic, partition);
        var slice = records.Skip((int)from).Take(maxRecords).ToList();
        return new(new LogSlice(slice, from + slice.Count, records.Count));
    }

    public ValueTask<LogBounds> BoundsAsync(string topic, int partition, CancellationToken cancellationToken) => new(new LogBounds(Starts.GetValueOrDefault(topic), Math.Max(Starts.GetValueOrDefault(topic), Partition(topic, partition).Count)));

    public ValueTask<OutputId?> TailAsync(string topic, int partition, WriterId writer, CancellationToken cancellationToken)
    {
        OutputId? tail = null;
        foreach (var record in Partition(topic, partition))
        {
            tail = record.TryGetHeader(OutputHeaders.Id, out var text) && OutputId.TryParse(Encoding.UTF8.GetString(text.Span), out var id) ? id : tail;
        }

        return new(tail);
    }

    public ValueTask<int> PartitionsAsync(string topic, CancellationToken cancellationToken) => new(1);

    public ValueTask<long?> CommittedAsync(string group, string topic, int partition, CancellationToken cancellationToken) => new(Committed);

    public ValueTask CommitAsync(string group, string topic, int partition, long offset, CancellationToken cancellationToken) => throw new NotSupportedException();

    private sealed class Writer(MemoryLog log) : ILogWriter
    {
        public bool IsDead { get; private set; }

        public ValueTask AppendAsync(IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
        {
            if (log.FailsAfter == log.Appends.Count)
            {
                (IsDead, log.FailsAfter) = (true, null);
                throw new LogException("The broker went away.");
            }

            log.Appends.Add(records.Count);
            IsDead = log.LandsAlone is { } topic && records.Any(record => record.Topic == topic);
            foreach (var record in records.Where(record => !IsDead || record.Topic == log.LandsAlone))
            {
                log.Append(record.Copy());
            }

            if (IsDead)
            {
                log.LandsAlone = null;
                throw new LogException("The broker went away.");
            }

            return default;
        }

        public ValueTask DisposeAsync() => default;
    }
}
