using Serverless.Local.Cli.Children;
using Serverless.Local.Cli.Run;
using Serverless.Models;

namespace Serverless.Local.Cli.Chaos;

/// <summary>Prepares folder, storage, models and broker, runs the proof, and tells what it came to.</summary>
internal sealed class ChaosCommand(ChaosOptions options)
{
    public async Task<int> ExecuteAsync(CancellationToken stop)
    {
        var plan = Shared.PlanOf(options.Pipeline);
        using var folder = RunFolder.Open(options.Data);
        var storage = await ChaosStorage.StartAsync(folder.Azurite, folder.Logs, stop).ConfigureAwait(false);
        await using var openStorage = storage.ConfigureAwait(false);
        var store = new ModelStore(new ArtifactSettings(storage.ConnectionString).Open(), ModelSettings.From(Shared.Configuration()));
        await RunModels.PrepareAsync(plan, store, stop).ConfigureAwait(false);
        var broker = await RunBroker.StartAsync(plan, new RunOptions { Pipeline = options.Pipeline, Log = options.Log }, folder, stop).ConfigureAwait(false);
        await using var openBroker = broker.ConfigureAwait(false);
        var session = new ChaosSession(plan, options, folder, broker, storage, line => Console.Out.WriteLine(line));
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
}
