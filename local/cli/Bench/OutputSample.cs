using Confluent.Kafka;

namespace Serverless.Local.Cli.Bench;

/// <summary>The newest outputs of a topic as they stand there, to be produced again by a bare client.</summary>
/// <param name="Messages">In no order.</param>
/// <param name="PerEvent">How many of them an event causes.</param>
internal sealed record OutputSample(IReadOnlyList<Message<byte[], byte[]>> Messages, double PerEvent)
{
    private const int MostPerPartition = 1_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Reads the end of every partition.</summary>
    /// <param name="brokers">The broker.</param>
    /// <param name="topic">The topic of outputs.</param>
    /// <param name="events">How many events came in.</param>
    public static OutputSample Read(string brokers, string topic, long events)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = brokers, GroupId = "bench.sample", EnableAutoCommit = false }).Build();
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = brokers }).Build();
        var messages = new List<Message<byte[], byte[]>>();
        var all = 0L;
        foreach (var partition in admin.GetMetadata(topic, Limit).Topics[0].Partitions)
        {
            var place = new TopicPartition(topic, partition.PartitionId);
            var bounds = consumer.QueryWatermarkOffsets(place, Limit);
            all += bounds.High.Value;
            consumer.Assign(new TopicPartitionOffset(place, Math.Max(bounds.Low.Value, bounds.High.Value - MostPerPartition)));
            for (var next = Math.Max(bounds.Low.Value, bounds.High.Value - MostPerPartition); next < bounds.High.Value;)
            {
                var result = consumer.Consume(Limit) ?? throw new CommandException($"The embedded broker does not hand out {topic}.", ExitCode.Failed);
                messages.Add(result.Message);
                next = result.Offset.Value + 1;
            }
        }

        return new OutputSample(messages, messages.Count == 0 ? 0 : (double)all / events);
    }
}
