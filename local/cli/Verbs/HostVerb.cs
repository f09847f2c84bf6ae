using System.CommandLine;
using Serverless.Local.Cli.Children;
using Serverless.Local.Host;
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
        var acceptLoss = new Option<bool>("--accept-loss") { Description = "Go on although a log has lost records." };
        var withParent = Shared.WithParent();
        return new Command("host", "Run all stages of a pipeline in one process.")
        {
            pipeline, brokers, data, log, durability, artifacts.Artifacts, artifacts.Container, acceptLoss, withParent,
        }.Does(withParent, async (parsed, stop) =>
        {
            var plan = Shared.PlanOf(parsed.GetRequiredValue(pipeline));
            var folder = parsed.GetRequiredValue(data);
            var kafka = await Shared.KafkaAsync(parsed.GetValue(brokers), stop).ConfigureAwait(false);
            using var models = OpenModels(plan, artifacts, parsed, folder);
            var options = new HostOptions
            {
                DataDirectory = folder,
                Log = parsed.GetValue(log),
                Durability = parsed.GetValue(durability),
                Stages = new() { Group = plan.Name, AcceptLoss = parsed.GetValue(acceptLoss) },
            };
            var host = await PipelineHost.OpenAsync(plan, options, kafka, models, Notice, TimeProvider.System, stop).ConfigureAwait(false);
            await using var open = host.ConfigureAwait(false);
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
            }

            return ExitCode.Well;
        });
    }

    private static ModelCatalog? OpenModels(Streams.PipelinePlan plan, StoreOptions artifacts, ParseResult parsed, string folder)
    {
        if (plan.Model is not { } model)
        {
            return null;
        }

        var location = parsed.GetValue(artifacts.Artifacts) ?? Environment.GetEnvironmentVariable("Artifacts") ?? RunStore.Location(folder);
        var container = parsed.GetValue(artifacts.Container) ?? Environment.GetEnvironmentVariable("ArtifactsContainer") ?? "artifacts";
        return new ModelCatalog(new ArtifactSettings(location, container).Open(), [ModelExpectation.Of(model)], ModelSettings.From(Shared.Configuration()));
    }

    private static void Notice(string line) => Console.Error.WriteLine(line);
}
