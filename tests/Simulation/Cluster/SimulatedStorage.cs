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

    public Dictionary<ShardId, StoredCheckpoint> Checkpoints { get; } = [];

    public Dictionary<(ShardId Shard, string Name), ReadOnlyMemory<byte>> Segments { get; } = [];

    public void Create(string topic, int partitions)
    {
        Topics.Add(topic, partitions);
        for (var partition = 0; partition < partitions; partition++)
        {
            _partitions.Add((topic, partition), []);
        }
    }

    public List<LogRecord> Partition(string topic, int partition) => _partitions[(topic, partition)];

    public void Append(OutgoingRecord record, DateTimeOffset now)
    {
        var partition = Partition(record.Topic, record.Partition);
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
    }
}
