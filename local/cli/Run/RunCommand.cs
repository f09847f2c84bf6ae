using Serverless.Local.Cli.Children;
using Serverless.Local.Cli.History;
using Serverless.Local.Emulators;
using Serverless.Models;
using Serverless.Streams;

namespace Serverless.Local.Cli.Run;

/// <summary>Prepares folder, models and broker, runs the session, and tells how it was.</summary>
internal sealed class RunCommand(RunOptions options)
{
    // A round of a simulated world.
    private const int SimulatedDays = 7;

    public async Task<int> ExecuteAsync(CancellationToken stop)
    {
        var plan = Shared.PlanOf(options.Pipeline);
        if (options.IsDemo && RunArtifacts.Versions(plan.Name).Count < 2)
        {
            throw new CommandException($"--demo: the pipeline {plan.Name} needs two model versions.");
        }

        using var folder = RunFolder.Open(options.Data);
        var azurite = options.Storage == StorageKind.Azurite ? await StartAzuriteAsync(folder, stop).ConfigureAwait(false) : null;
        try
        {
            using var address = AddressFile.Write(azurite is null ? null : RunStore.AddressPath(folder.Root), azurite?.ConnectionString ?? "");
            var location = azurite?.ConnectionString ?? RunStore.FolderOf(folder.Root);
            var artifacts = new ArtifactSettings(location).Open();
            var store = new ModelStore(artifacts, ModelSettings.From(Shared.Configuration()));
            await RunArtifacts.PrepareAsync(plan, artifacts, stop).ConfigureAwait(false);
            var broker = await RunBroker.StartAsync([plan], options, folder, stop).ConfigureAwait(false);
            await using var open = broker.ConfigureAwait(false);
            return await RunAsync(plan, folder, broker, store, location, stop).ConfigureAwait(false);
        }
        finally
        {
            if (azurite is not null)
            {
                await azurite.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static Task<AzuriteServer> StartAzuriteAsync(RunFolder folder, CancellationToken stop) =>
        AzuriteServer.StartAsync(new AzuriteOptions { Location = folder.Azurite }, stop);

    private async Task<int> RunAsync(PipelinePlan plan, RunFolder folder, RunBroker broker, ModelStore store, string location, CancellationToken stop)
    {
        var screen = Screens.For(plan, folder, broker, options);
        var scene = new RunScene { Warn = screen.Say };
        return options.IsReplay
            ? await ReplayAsync(plan, folder, broker, location, scene, screen, stop).ConfigureAwait(false)
            : await SimulateAsync(plan, folder, broker, store, location, scene, screen, stop).ConfigureAwait(false);
    }

    private async Task<int> SimulateAsync(
        PipelinePlan plan, RunFolder folder, RunBroker broker, ModelStore store, string location, RunScene scene, IRunScreen screen, CancellationToken stop)
    {
        var session = new RunSession(plan, options, folder, broker, store, location, scene, screen);
        await using var open = session.ConfigureAwait(false);
        RunResult result;
        using (screen)
        {
            result = await session.RunAsync(stop).ConfigureAwait(false);
        }

        await TellAsync(result.Summary, SummaryText.Of(result)).ConfigureAwait(false);
        return result.Broken.Count == 0 ? ExitCode.Well : ExitCode.Failed;
    }

    private async Task<int> ReplayAsync(PipelinePlan plan, RunFolder folder, RunBroker broker, string location, RunScene scene, IRunScreen screen, CancellationToken stop)
    {
        var where = options.From ?? Usual(plan);
        var history = new LoopedHistory(plan, () => RecordedHistory.Read(plan, where, SimulatedDays), TimeProvider.System);
        var session = new ReplaySession(plan, options, history, folder, broker, location, scene, screen);
        await using var open = session.ConfigureAwait(false);
        ReplaySummary summary;
        using (screen)
        {
            summary = await session.RunAsync(stop).ConfigureAwait(false);
        }

        await TellAsync(summary, ReplayText.Of(summary)).ConfigureAwait(false);
        return summary is { Lost: null or 0, Duplicated: 0 } ? ExitCode.Well : ExitCode.Failed;
    }

    private static IReadOnlyList<string> Usual(PipelinePlan plan)
    {
        var sample = PipelineFolder.Of(plan.Name, "sample");
        if (plan.Sources.FirstOrDefault(source => source.IsChained) is { } chained)
        {
            throw new CommandException($"The pipeline {plan.Name} reads {chained.Topic}, which another pipeline writes: run both with ./serverless host on one broker (README.md, chains).");
        }

        return SimulatedHistory.IsOf(plan.Name) ? [RecordedHistory.Simulation]
            : Directory.Exists(sample) ? [sample]
            : throw new CommandException($"The pipeline {plan.Name} has no folder sample: name recorded events with --from.");
    }

    private async Task TellAsync<T>(T summary, IEnumerable<string> lines)
    {
        if (options.Json is { } json)
        {
            await File.WriteAllTextAsync(json, Lines.Page(summary) + "\n", CancellationToken.None).ConfigureAwait(false);
        }

        foreach (var line in lines)
        {
            await Console.Out.WriteLineAsync(line).ConfigureAwait(false);
        }
    }
}
