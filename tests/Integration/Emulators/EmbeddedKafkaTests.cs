using System.Net;
using System.Net.Sockets;
using Serverless.Kafka;
using Serverless.Local.Emulators;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Emulators;

public sealed class EmbeddedKafkaTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("serverless-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Its_topics_are_there_with_their_partitions()
    {
        await using var broker = await StartAsync(new() { Topics = new Dictionary<string, int> { ["one"] = 1, ["many"] = 32 } });
        broker.CreateTopic("later", 2);
        await using var log = await KafkaLog.ConnectAsync(broker.Settings, CancellationToken.None);

        Assert.Equal(1, await log.PartitionsAsync("one", CancellationToken.None));
        Assert.Equal(32, await log.PartitionsAsync("many", CancellationToken.None));
        Assert.Equal(2, await log.PartitionsAsync("later", CancellationToken.None));
        var failure = Assert.Throws<EmulatorException>(() => broker.CreateTopic("later", 2));
        Assert.Contains("later", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_epoch_rises_with_every_start_on_the_same_folder()
    {
        var epochs = new List<Epoch>();
        for (var start = 0; start < 3; start++)
        {
            await using var broker = await StartAsync(new() { StateDirectory = _folder.FullName });
            await using var log = await KafkaLog.ConnectAsync(broker.Settings, CancellationToken.None);
            var read = await EpochReader.ReadAsync(log, CancellationToken.None);
            Assert.Equal(broker.Epoch, read);
            Assert.Equal(start + 1, await EpochReader.NumberAsync(log, broker.Settings, CancellationToken.None));
            epochs.Add(read!);
        }

        Assert.Equal([1, 2, 3], epochs.Select(epoch => epoch.Count));
        Assert.Equal(3, epochs.Select(epoch => epoch.Id).Distinct().Count());
    }

    [Fact]
    public async Task Without_a_folder_the_epoch_is_one()
    {
        await using var broker = await StartAsync(new());

        Assert.Equal(1, broker.Epoch.Count);
        Assert.NotEqual(Guid.Empty, broker.Epoch.Id);
    }

    // A pause of the process (SIGCONT) or the end of a child (SIGCHLD) reaches any thread that does not block it, and would end the broker's for good.
    [Fact]
    public async Task No_signal_to_the_process_reaches_its_thread()
    {
        await using var broker = await StartAsync(new());
        if (!OperatingSystem.IsLinux())
            return;

        var threads = Directory.GetDirectories("/proc/self/task").Where(task => Read(task, "comm").Trim() == "rdk:mock").ToList();

        Assert.NotEmpty(threads);
        foreach (var thread in threads)
        {
            var blocked = Convert.ToUInt64(Read(thread, "status").Split('\n').Single(line => line.StartsWith("SigBlk:", StringComparison.Ordinal))[7..].Trim(), 16);
            Assert.All([1, 2, 3, 15, 17, 18], signal => Assert.True((blocked & (1UL << (signal - 1))) != 0, $"signal {signal} of {blocked:x}"));
        }

        static string Read(string task, string file)
        {
            try
            {
                return File.ReadAllText(Path.Combine(task, file));
            }
            catch (IOException)
            {
                // A thread of another test's that has just ended.
                return "";
            }
        }
    }

    [Fact]
    public async Task A_damaged_count_of_starts_is_said()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "broker.starts"), "many");

        var failure = await Assert.ThrowsAsync<EmulatorException>(() => StartAsync(new() { StateDirectory = _folder.FullName }));

        Assert.Contains("'many', which is no number", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chosen_port_is_the_one_that_clients_use()
    {
        await using var broker = await StartAtFreePortAsync(new() { Topics = new Dictionary<string, int> { ["t"] = 1 } });
        await using var log = await KafkaLog.ConnectAsync(broker.Settings, CancellationToken.None);
        await using var writer = log.OpenWriter();

        // Larger than the relay's buffer.
        await writer.AppendAsync([new OutgoingRecord { Topic = "t", Partition = 0, Value = new byte[500_000] }], CancellationToken.None);

        var slice = await log.ReadAsync("t", 0, 0, 10, TimeSpan.Zero, CancellationToken.None);
        Assert.Equal(500_000, slice.Records[0].Value.Length);
        Assert.EndsWith($":{new Uri("http://" + broker.BootstrapServers).Port}", broker.BootstrapServers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_occupied_port_is_said_in_one_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var failure = await Assert.ThrowsAsync<EmulatorException>(() => StartAsync(new() { Port = port }));

        Assert.Equal($"Port {port} is taken: choose another one for the broker, or end the program that listens there.", failure.Message);
    }

    [Fact]
    public async Task A_partition_moves_between_brokers_and_nothing_is_lost()
    {
        await using var broker = await StartAsync(new() { Brokers = 2, Topics = new Dictionary<string, int> { ["t"] = 1 } });
        await using var log = await KafkaLog.ConnectAsync(broker.Settings, CancellationToken.None);
        await using var writer = log.OpenWriter();
        for (byte number = 0; number < 6; number++)
        {
            broker.Faults.Move("t", 0, (number % 2) + 1);
            await writer.AppendAsync([new OutgoingRecord { Topic = "t", Partition = 0, Value = new[] { number } }], CancellationToken.None);
        }

        var slice = await log.ReadAsync("t", 0, 0, 10, TimeSpan.Zero, CancellationToken.None);
        Assert.Equal([0, 1, 2, 3, 4, 5], slice.Records.Select(record => (int)record.Value.Span[0]));
    }

    private static Task<EmbeddedKafka> StartAsync(EmbeddedKafkaOptions options) => EmbeddedKafka.StartAsync(options);

    // Between the look for a free port and the start somebody else may take it: then another one.
    private static async Task<EmbeddedKafka> StartAtFreePortAsync(EmbeddedKafkaOptions options)
    {
        while (true)
        {
            int port;
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                port = ((IPEndPoint)free.LocalEndpoint).Port;
            }

            try
            {
                return await StartAsync(options with { Port = port });
            }
            catch (EmulatorException failure) when (failure.Message.Contains("is taken", StringComparison.Ordinal))
            {
            }
        }
    }
}
