using System.Diagnostics;
using Confluent.Kafka;
using Serverless.Local.Simulation.Sending;

namespace Serverless.Local.Cli.Bench;

/// <summary>
/// What the client alone can do: consume the source's records and produce what the road made of them, the same bytes and headers, with the same guarantee
/// (idempotent, gapless, one request in flight, every acknowledgement counted). The bound that the whole road is held against.
/// </summary>
internal static class RawRoad
{
    public const string Target = "bench.raw.out";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Where a round's records lie.</summary>
    public static string Source(int round) => Shared.Text($"bench.raw.in.{round}");

    /// <summary>Its speed from the first record on, once the producer is ready.</summary>
    /// <param name="brokers">The broker.</param>
    /// <param name="round">Counted from 0; each has a source of its own.</param>
    /// <param name="records">Records of the source.</param>
    /// <param name="outputs">What is produced for each of them.</param>
    /// <param name="partitions">Of the target.</param>
    /// <param name="ready">Is called once all records lie there.</param>
    public static RoadSpeed Measure(string brokers, int round, List<SourceRecord> records, IReadOnlyList<OutputSample> outputs, int partitions, Action ready)
    {
        Sending.All(brokers, records.Select(record => record with { Topic = Source(round) }));
        ready();
        using var consumer = Consumer(brokers);
        using var producer = Producer(brokers);
        var targets = Enumerable.Range(0, partitions).Select(partition => new TopicPartition(Target, partition)).ToArray();
        var produced = new long[outputs.Count];
        var acknowledged = 0L;
        void Acknowledge(DeliveryReport<byte[], byte[]> report) => Interlocked.Add(ref acknowledged, report.Error.IsError ? 0 : 1);

        // The producer gets its number and connects.
        foreach (var target in targets)
        {
            Sending.Send(producer, target, outputs[0].Messages[0], Acknowledge);
        }

        producer.Flush();
        consumer.Assign(records.Select(record => record.Partition).Distinct().Select(partition => new TopicPartitionOffset(Source(round), partition, 0)));
        var (started, processor) = (0L, TimeSpan.Zero);
        for (var count = 0; count < records.Count; count++)
        {
            _ = consumer.Consume(Limit) ?? throw new CommandException("The embedded broker has lost records of the raw part: take fewer --events.", ExitCode.Failed);
            if (count == 0)
            {
                (started, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            }

            for (var index = 0; index < outputs.Count; index++)
            {
                var (messages, perEvent) = outputs[index];
                for (var wanted = (long)((count + 1) * perEvent); produced[index] < wanted; produced[index]++)
                {
                    Sending.Send(producer, targets[produced[index] % partitions], messages[(int)(produced[index] % messages.Count)], Acknowledge);
                }
            }
        }

        producer.Flush();
        var speed = RoadSpeed.Since(started, processor, records.Count);
        return SpinWait.SpinUntil(() => Interlocked.Read(ref acknowledged) == produced.Sum() + targets.Length, Limit) ? speed : throw new CommandException("The embedded broker has refused records of the raw part.", ExitCode.Failed);
    }

    private static IConsumer<byte[], byte[]> Consumer(string brokers) => new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
    {
        BootstrapServers = brokers,
        GroupId = "bench.raw",
        AutoOffsetReset = AutoOffsetReset.Error,
        FetchWaitMaxMs = 1,
        EnableAutoCommit = false,

        // By default the client reads 100,000 records ahead, most of them before the clock starts, and then rests for a second.
        QueuedMinMessages = 10_000,
        FetchQueueBackoffMs = 5,
    }).Build();

    private static IProducer<byte[], byte[]> Producer(string brokers)
    {
        var config = Sending.Config(brokers, lingerMs: 1);
        config.EnableIdempotence = true;
        config.EnableGaplessGuarantee = true;
        config.MaxInFlight = 1;
        config.QueueBufferingMaxMessages = 20_000;
        config.DeliveryReportFields = "none";
        // The client warns of the last guarantee whenever it is used.
        return new ProducerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
    }
}
