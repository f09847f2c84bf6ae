using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.Sending;
using Serverless.Streams.Records;

namespace Serverless.Local.Cli.Bench;

/// <summary>Sends at a steady rate and reads the predictions: from the call that sends to the call that reads, by one clock.</summary>
internal static class LatencyRoad
{
    /// <summary>What is sent first and not measured: a new producer needs most of a second for its connections.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    // A prediction that has not come by then is lost.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    public static List<double> Measure(string brokers, string predictions, List<SourceRecord> records, int rate, CancellationToken stop)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = brokers,
            GroupId = "bench.latency",
            FetchWaitMaxMs = 1,
            EnableAutoCommit = false,
            AllowAutoCreateTopics = false,
        }).Build();
        AssignEnds(consumer, brokers, predictions);
        var sent = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var producer = new ProducerBuilder<byte[], byte[]>(Sending.Config(brokers, lingerMs: 0)).Build();
        var ends = records.Select(record => (record.Topic, record.Partition)).Distinct().ToDictionary(place => place, place => End(brokers, place.Topic, place.Partition));
        var sender = Task.Factory.StartNew(() => Send(producer, records, ends, sent, rate, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var expected = records.Skip((int)(rate * WarmUp.TotalSeconds)).Count(record => record.Shipment.Kind == RecordKind.Good);
        var times = Read(consumer, sent, expected, sender, stop);
        stop.ThrowIfCancellationRequested();
        return times.Count > 0 ? times : throw new CommandException("No prediction came back in the latency part.", ExitCode.Failed);
    }

    private static void Send(
        IProducer<byte[], byte[]> producer, List<SourceRecord> records, Dictionary<(string Topic, int Partition), long> ends, ConcurrentDictionary<string, long> sent, int rate, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        for (var index = 0; index < records.Count && !stop.IsCancellationRequested; index++)
        {
            while (Stopwatch.GetElapsedTime(started).TotalSeconds * rate < index)
            {
                Thread.Sleep(1);
            }

            // One producer alone writes here, so the offset is known before it is sent.
            var record = records[index];
            var offset = ends[(record.Topic, record.Partition)]++;
            if (index < rate * WarmUp.TotalSeconds)
            {
                Sending.Send(producer, record.Topic, record.Partition, record.Key, record.Value);
                continue;
            }

            sent[string.Create(CultureInfo.InvariantCulture, $"{record.Topic}/{record.Partition}/{offset}")] = Stopwatch.GetTimestamp();
            Sending.Send(producer, record.Topic, record.Partition, record.Key, record.Value);
        }

        producer.Flush(stop);
    }

    private static List<double> Read(IConsumer<Ignore, Ignore> consumer, ConcurrentDictionary<string, long> sent, int expected, Task sender, CancellationToken stop)
    {
        var times = new List<double>();
        var last = Stopwatch.GetTimestamp();
        while (!stop.IsCancellationRequested && times.Count < expected && !(sender.IsCompleted && Stopwatch.GetElapsedTime(last) > Rest))
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } result)
            {
                continue;
            }

            last = Stopwatch.GetTimestamp();
            if (result.Message.Headers.TryGetLastBytes(OutputHeaders.Origin, out var origin) && sent.TryRemove(Encoding.UTF8.GetString(origin), out var since))
            {
                times.Add(Stopwatch.GetElapsedTime(since, last).TotalMilliseconds);
            }
        }

        return times;
    }

    private static void AssignEnds(IConsumer<Ignore, Ignore> consumer, string brokers, string topic)
    {
        var places = new List<TopicPartitionOffset>();
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = brokers }).Build();
        foreach (var partition in admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions)
        {
            places.Add(new TopicPartitionOffset(topic, partition.PartitionId, End(brokers, topic, partition.PartitionId)));
        }

        consumer.Assign(places);
    }

    private static long End(string brokers, string topic, int partition)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = brokers, GroupId = "bench.ends" }).Build();
        return consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), TimeSpan.FromSeconds(10)).High.Value;
    }
}
