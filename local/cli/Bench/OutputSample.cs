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
    /// <param name="events">How many records of the first source came in.</param>
    public static OutputSample Read(string brokers, string topic, long events)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = brokers, GroupId = "bench.sample", EnableAutoCommit = false, FetchWaitMaxMs = 1 }).Build();
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = brokers }).Build();
        var bounds = admin.GetMetadata(topic, Limit).Topics[0].Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId))
            .Select(place => (Place: place, Bounds: consumer.QueryWatermarkOffsets(place, Limit)))
            .Select(each => (each.Place, First: Math.Max(each.Bounds.Low.Value, each.Bounds.High.Value - MostPerPartition), End: each.Bounds.High.Value)).ToList();
        consumer.Assign(bounds.Select(each => new TopicPartitionOffset(each.Place, each.First)));
        var (messages, wanted) = (new List<Message<byte[], byte[]>>(), bounds.Sum(each => each.End - each.First));
        while (messages.Count < wanted)
        {
            messages.Add(consumer.Consume(Limit)?.Message ?? throw new CommandException($"The embedded broker does not hand out {topic}.", ExitCode.Failed));
        }

        var all = bounds.Sum(each => each.End);
        return new OutputSample(messages, messages.Count == 0 ? 0 : (double)all / events);
    }
}
