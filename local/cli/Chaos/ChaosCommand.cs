using Serverless.Kafka;
using Serverless.Local.Cli.Chaos.Traffic;
using Serverless.Local.Cli.Children;
using Serverless.Local.Cli.Run;
using Serverless.Models;
using Serverless.Streams;

namespace Serverless.Local.Cli.Chaos;

/// <summary>Prepares folder, storage, models and broker, runs the proof, and tells what it came to.</summary>
internal sealed class ChaosCommand(ChaosOptions options)
{
    private const string SecondPipeline = "terminal-blocks";

    public async Task<int> ExecuteAsync(CancellationToken stop)
    {
        PipelinePlan[] plans = [Shared.PlanOf(options.Pipeline), .. options.IsChain ? [Shared.PlanOf(SecondPipeline)] : Array.Empty<PipelinePlan>()];
        using var folder = RunFolder.Open(options.Data);
        var storage = await ChaosStorage.StartAsync(folder.Azurite, folder.Logs, stop).ConfigureAwait(false);
        await using var openStorage = storage.ConfigureAwait(false);
        await RunArtifacts.PrepareAsync(plans[0], new ArtifactSettings(storage.ConnectionString).Open(), stop).ConfigureAwait(false);
        var broker = await RunBroker.StartAsync(
            plans, new RunOptions { Pipeline = options.Pipeline, Log = options.Log, SourcePartitions = ChaosSession.SourcePartitions }, folder, stop).ConfigureAwait(false);
        await using var openBroker = broker.ConfigureAwait(false);
        var log = await KafkaLog.ConnectAsync(broker.Settings, stop).ConfigureAwait(false);
        await using var openLog = log.ConfigureAwait(false);
        var traffic = Traffic(plans, log, broker, folder);
        await using var openTraffic = traffic.ConfigureAwait(false);
        var session = new ChaosSession(plans, options, folder, broker, storage, log, traffic, line => Console.Out.WriteLine(line));
        await using var openSession = session.ConfigureAwait(false);
        var report = await session.RunAsync(stop).ConfigureAwait(false);
        if (options.Json is { } json)
        {
            await File.WriteAllTextAsync(json, Lines.Page(report) + "\n", CancellationToken.None).ConfigureAwait(false);
        }

        foreach (var line in report.Lines())
        {
            await Console.Out.WriteLineAsync(line).ConfigureAwait(false);
        }

        return report.Broken.Count == 0 ? ExitCode.Well : ExitCode.Failed;
    }

    private IChaosTraffic Traffic(PipelinePlan[] plans, KafkaLog log, RunBroker broker, RunFolder folder) => options.Pipeline == ViewTraffic.Pipeline
        ? new ViewTraffic(log, plans[0], options.Seed)
        : new PaymentTraffic(log, broker, folder, options.Seed, options.IsChain ? new BlockOracle(plans[0], plans[1]) : null);
}
