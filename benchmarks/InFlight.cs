using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Serverless.Local.Emulators;

namespace Serverless.Benchmarks;

/// <summary>
/// What one request in flight costs against five: eight shards append pieces of 512 records of 300 bytes through one client, each waits for its acknowledgements, on the embedded
/// broker as it is and with a round trip of 5 ms. Median of five.
/// </summary>
internal static class InFlight
{
    private const string Topic = "benchmark";
    private const int Shards = 8;
    private const int Piece = 512;
    private const int Appends = 20;
    private const int Runs = 5;

    public static async Task RunAsync()
    {
        Console.WriteLine("| round trip | in flight | records/s |");
        foreach (var roundTrip in new[] { 0, 5 })
        {
            foreach (var inFlight in new[] { "1", "5" })
            {
                var speeds = new List<double>();
                for (var run = 0; run < Runs; run++)
                {
                    speeds.Add(await MeasureAsync(roundTrip, inFlight));
                }

                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {roundTrip} ms | {inFlight} | {speeds.Order().ElementAt(Runs / 2):#,##0} |"));
            }
        }
    }

    // With the client itself: our writer refuses the setting, since order and completeness rest on it.
    private static async Task<double> MeasureAsync(int roundTrip, string inFlight)
    {
        await using var broker = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Topics = new Dictionary<string, int> { [Topic] = Shards } });
        using var producer = new ProducerBuilder<Null, byte[]>(new Dictionary<string, string>
        {
            ["bootstrap.servers"] = broker.BootstrapServers,
            ["enable.idempotence"] = "true",
            ["max.in.flight"] = inFlight,
            ["linger.ms"] = "1",
            ["compression.type"] = "lz4",
            ["queue.buffering.max.messages"] = "0",
            ["dotnet.producer.delivery.report.fields"] = "none",
        }).Build();
        var message = new Message<Null, byte[]> { Value = new byte[300] };
        await Task.WhenAll(Enumerable.Range(0, Shards).Select(shard => AppendAsync(producer, new TopicPartition(Topic, shard), message)));
        broker.Faults.Delay(TimeSpan.FromMilliseconds(roundTrip));
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Shards).Select(shard => Task.Run(async () =>
        {
            for (var append = 0; append < Appends; append++)
            {
                await AppendAsync(producer, new TopicPartition(Topic, shard), message);
            }
        })));
        return Shards * Piece * Appends / watch.Elapsed.TotalSeconds;
    }

    private static Task AppendAsync(IProducer<Null, byte[]> producer, TopicPartition place, Message<Null, byte[]> message)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var record = 1; record < Piece; record++)
        {
            producer.Produce(place, message);
        }

        producer.Produce(place, message, _ => done.SetResult());
        return done.Task;
    }
}
