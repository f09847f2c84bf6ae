using Serverless.Durable.Ports;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>What outlives every process: topics, committed offsets, checkpoints.</summary>
internal sealed class SimulatedStorage
{
    private readonly Dictionary<(string Topic, int Partition), List<LogRecord>> _partitions = [];

    /// <summary>The rules of logs and readers that this run breaks.</summary>
    public ProtocolRule Broken { get; init; }

    public bool Keeps(ProtocolRule rule) => (Broken & rule) == 0;

    public Dictionary<string, int> Topics { get; } = [];

    public Dictionary<(string Topic, int Partition), long> Committed { get; } = [];

    /// <summary>What retention has taken: the first offset that is kept.</summary>
    public Dictionary<(string Topic, int Partition), long> Starts { get; } = [];

    public SimulatedEntities Entities { get; } = new();

    /// <summary>By shard: the position of the first checkpoint of a new version. All it does from there on rests on that version's state.</summary>
    public Dictionary<ShardId, long> NewSince { get; } = [];

    public Dictionary<(ShardId Shard, string Name), (ReadOnlyMemory<byte> Content, DateTimeOffset Written)> Segments { get; } = [];

    public void Create(string topic, int partitions)
    {
        Topics.Add(topic, partitions);
        for (var partition = 0; partition < partitions; partition++)
        {
            _partitions.Add((topic, partition), []);
        }
    }

    public List<LogRecord> Partition(string topic, int partition) => _partitions[(topic, partition)];

    /// <summary>Whether everything in these topics is committed.</summary>
    public bool IsDrained(IEnumerable<string> topics) =>
        topics.All(topic => Enumerable.Range(0, Topics[topic]).All(partition => Committed.GetValueOrDefault((topic, partition)) == Partition(topic, partition).Count));

    /// <summary>Where the log of a shard ended when it said that it is idle.</summary>
    public Dictionary<LogRecord, long> EndWhenIdle { get; } = [];

    /// <param name="record">The record.</param>
    /// <param name="now">The broker's clock.</param>
    /// <param name="endWhenIdle">See <see cref="EndWhenIdle"/>.</param>
    /// <param name="place">The topic that holds it, where that has another name than it says.</param>
    public void Append(OutgoingRecord record, DateTimeOffset now, long? endWhenIdle = null, string? place = null)
    {
        var partition = Partition(place ?? record.Topic, record.Partition);
        partition.Add(new LogRecord
        {
            Topic = record.Topic,
            Partition = record.Partition,
            Offset = partition.Count,
            Timestamp = now.ToUnixTimeMilliseconds(),
            Key = record.Key,
            Value = record.Value,
            Headers = record.Headers,
        });
        if (endWhenIdle is { } end)
        {
            EndWhenIdle.Add(partition[^1], end);
        }
    }
}
