using System.CommandLine;
using Serverless.Local.Cli.Children;
using Serverless.Local.Cli.Telemetry;
using Serverless.Local.Host;
using Serverless.Local.Host.Blobs;
using Serverless.Local.Host.Faults;
using Serverless.Local.Host.Files;
using Serverless.Models;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>host</c>: the worker process alone: all stages of a pipeline.</summary>
internal static class HostVerb
{
    public static Command Create()
    {
        var pipeline = Shared.Pipeline();
        var brokers = Shared.Brokers();
        var data = new Option<string>("--data") { Description = "The folder of keyed topics and checkpoints.", HelpName = "DIR", Required = true };
        var log = Shared.WithDefault("--log", LogKind.Files, "Where keyed topics lie: files or kafka.", "KIND");
        var durability = Shared.WithDefault("--durability", LogDurability.Process, "What the file log survives: process or disk.", "KIND");
        var artifacts = new StoreOptions();
        var checkpoints = new Option<string?>("--checkpoints")
        {
            Description = "A folder, a connection string or the https:// address of a blob service; otherwise the setting Checkpoints, or --data. Hosts on --log kafka share it.",
            HelpName = "STORE",
        };
        var http = new Option<int?>("--http") { Description = "A port of this machine that answers /health, /ready and /pipeline.", HelpName = "PORT" };
        var failpoint = new Option<string?>("--failpoint") { Description = "Where the process kills itself.", HelpName = "NAME:N", Hidden = true };
        var acceptLoss = new Option<bool>("--accept-loss") { Description = "Go on although a log has lost records." };
        var withParent = Shared.WithParent();
        return new Command("host", "Run all stages of a pipeline in one process.")
        {
            pipeline, brokers, data, log, durability, artifacts.Artifacts, artifacts.Container, checkpoints, http, acceptLoss, failpoint, withParent,
        }.Does(withParent, async (parsed, stop) =>
        {
            var plan = Shared.PlanOf(parsed.GetRequiredValue(pipeline));
            var folder = parsed.GetRequiredValue(data);
            var kafka = await Shared.KafkaAsync(parsed.GetValue(brokers), stop).ConfigureAwait(false);
            using var models = OpenModels(plan, artifacts, parsed, folder);
            var options = new HostOptions
            {
                DataDirectory = folder,
                Checkpoints = (parsed.GetValue(checkpoints) ?? Environment.GetEnvironmentVariable("Checkpoints")) is { Length: > 0 } store
                    ? new CheckpointSettings(store, Environment.GetEnvironmentVariable("CheckpointsContainer") ?? "checkpoints")
                    : null,
                Failpoint = parsed.GetValue(failpoint) is { } name ? Failpoint.Parse(name) : null,
                Log = parsed.GetValue(log),
                Durability = parsed.GetValue(durability),
                Stages = new() { Group = plan.Name, AcceptLoss = parsed.GetValue(acceptLoss) },
            };
            using var telemetry = HostTelemetry.Start(plan, Environment.GetEnvironmentVariable);
            var host = await PipelineHost.OpenAsync(plan, options, kafka, models, Notice, TimeProvider.System, stop).ConfigureAwait(false);
            await using var open = host.ConfigureAwait(false);
            var server = parsed.GetValue(http) is { } port ? StatusServer.Start(host, port) : null;
            using var told = new CancellationTokenSource();
            var telling = StatusTeller.RunAsync(host, models, Console.Out, told.Token);
            try
            {
                await host.RunAsync(stop).ConfigureAwait(false);
            }
            finally
            {
                await told.CancelAsync().ConfigureAwait(false);
                await telling.ConfigureAwait(false);
                if (server is not null)
                {
                    await server.DisposeAsync().ConfigureAwait(false);
                }
            }

            return ExitCode.Well;
        });
    }

    private static ModelCatalog? OpenModels(Streams.PipelinePlan plan, StoreOptions artifacts, ParseResult parsed, string folder)
    {
        if (plan.Artifacts.IsEmpty)
        {
            return null;
        }

        var location = parsed.GetValue(artifacts.Artifacts) ?? Environment.GetEnvironmentVariable("Artifacts") ?? RunStore.Location(folder);
        var container = parsed.GetValue(artifacts.Container) ?? Environment.GetEnvironmentVariable("ArtifactsContainer") ?? "artifacts";
        return ModelCatalog.Of(plan, new ArtifactSettings(location, container).Open(), ModelSettings.From(Shared.Configuration()));
    }

    private static void Notice(string line) => Console.Error.WriteLine(line);
}
