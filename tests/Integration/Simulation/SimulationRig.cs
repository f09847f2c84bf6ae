using Serverless.Kafka;
using Serverless.Local.Emulators;
using Serverless.Local.Simulation;
using Serverless.Local.Simulation.World;

namespace Serverless.Tests.Integration.Simulation;

/// <summary>A broker with all topics, a folder, a small world.</summary>
internal sealed class SimulationRig : IAsyncDisposable
{
    public const int Partitions = 3;

    private SimulationRig(EmbeddedKafka kafka, KafkaLog log) => (Kafka, Log) = (kafka, log);

    public EmbeddedKafka Kafka { get; }

    public KafkaLog Log { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("simulation-").FullName;

    public StringWriter Output { get; } = new();

    public SimulateOptions Simulate => new()
    {
        Kafka = Kafka.Settings,
        LedgerDirectory = Path.Combine(Folder, "ledger"),
        World = new WorldOptions { Customers = 200, Terminals = 500, Radius = 8 },
        Delivery = new() { Malformed = 0.02, Incomplete = 0.02, Rejected = 0.02, Test = 0.02, Duplicates = 0.02 },
        HistoryDays = 4,
        SpeedUp = 86_400,
        LiveDuration = TimeSpan.Zero,
        PaceLimit = TimeSpan.FromMinutes(3),
    };

    public VerifyOptions Verify => new()
    {
        Kafka = Kafka.Settings,
        LedgerDirectory = Path.Combine(Folder, "ledger"),
        Directory = Path.Combine(Folder, "verify"),
        Limit = TimeSpan.FromMinutes(3),
    };

    public static async Task<SimulationRig> StartAsync()
    {
        string[] topics = ["card.transactions", "card.frauds", "card-fraud.predictions", "card.alerts", "card-fraud.dead", "card-fraud.events"];
        var kafka = await EmbeddedKafka.StartAsync(new() { Topics = topics.ToDictionary(topic => topic, _ => Partitions) });
        return new SimulationRig(kafka, await KafkaLog.ConnectAsync(kafka.Settings, CancellationToken.None));
    }

    public SimulateRun Simulator(SimulateOptions options) => new(options, Output, TimeProvider.System);

    /// <summary>Runs the verifying reader to the present end of the outputs.</summary>
    public async Task<VerifyReport> VerdictAsync()
    {
        // Stopped once it has begun to follow, it goes on to the end: so nothing depends on how fast it is.
        using CancellationTokenSource stop = new();
        return await new VerifyRun(Verify, new Trigger(stop), TimeProvider.System).RunAsync(stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        await Kafka.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Stops the reader at its first line.</summary>
    private sealed class Trigger(CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value) => stop.Cancel();
    }
}
