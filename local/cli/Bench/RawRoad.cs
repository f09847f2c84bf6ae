using System.Diagnostics;
using Confluent.Kafka;
using Serverless.Local.Simulation.Sending;

namespace Serverless.Local.Cli.Bench;

/// <summary>What the client alone can do: consume a record, produce it, await the acknowledgement. The bound that the whole road is held against.</summary>
internal static class RawRoad
{
    public const string Source = "bench.raw.in";
    public const string Target = "bench.raw.out";
    private const double WarmUp = 0.2;

    /// <summary>Events a second, without the first fifth.</summary>
    public static double Measure(string brokers, List<SourceRecord> records)
    {
        Sending.All(brokers, records.Select(record => record with { Topic = Source }));
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = brokers,
            GroupId = "bench.raw",
            AutoOffsetReset = AutoOffsetReset.Error,
            FetchWaitMaxMs = 1,
            EnableAutoCommit = false,
        }).Build();
        consumer.Assign(records.Select(record => record.Partition).Distinct().Select(partition => new TopicPartitionOffset(Source, partition, 0)));
        using var producer = new ProducerBuilder<byte[], byte[]>(Sending.Config(brokers, lingerMs: 1)).Build();
        var (warm, started) = ((int)(records.Count * WarmUp), 0L);
        for (var count = 0; count < records.Count; count++)
        {
            if (count == warm)
            {
                producer.Flush();
                started = Stopwatch.GetTimestamp();
            }

            var result = consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new CommandException("The embedded broker has lost records of the raw part: take fewer --events.", ExitCode.Failed);
            Sending.Send(producer, Target, count & 7, result.Message.Key, result.Message.Value);
        }

        producer.Flush();
        return (records.Count - warm) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
