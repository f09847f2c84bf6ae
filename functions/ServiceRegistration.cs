using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Kafka;
using Serverless.Models;
using Serverless.Pipelines;
using Serverless.Sinks;
using Serverless.Streams;

namespace Serverless.Functions;

/// <summary>Puts the app together. Settings are checked here, before anything starts; nothing connects before the first batch.</summary>
internal static class ServiceRegistration
{
    public static IServiceCollection AddPipeline(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = FunctionsSettings.Read(configuration);
        var plan = PipelineCatalog.Create(settings.Pipeline).Build();
        var roles = new FunctionRoles(plan, settings.Postgres is not null);
        settings.CheckAgainst(plan, roles);

        services.AddSingleton(settings);
        services.AddSingleton(plan);
        services.AddSingleton(roles);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new ArtifactSettings(settings.Artifacts, settings.ArtifactsContainer).Open());
        services.AddSingleton(CheckpointBlobs.Open(settings.Checkpoints, settings.CheckpointsContainer));
        services.AddSingleton(provider => new EntityCheckpoints(provider.GetRequiredService<CheckpointBlobs>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IFunctionMetadataTransformer, TriggerMetadata>();
        services.AddSingleton(Runner);
        services.AddSingleton(provider => new ModelStore(provider.GetRequiredService<IArtifacts>(), settings.Models));
        services.AddSingleton(provider => new TableStore(provider.GetRequiredService<IArtifacts>(), provider.GetRequiredService<TimeProvider>(), settings.Models));
        services.AddSingleton(View);
        var histories = BlobContainers.Open(settings.Checkpoints, settings.BackfillContainer, "Backfill");
        services.AddSingleton(provider => new BackfillRunner(provider.GetRequiredService<PipelineRunner>(), histories));
        services.AddTelemetry(plan, settings.Telemetry);
        services.AddHostedService<GracefulStop>();
        return services;
    }

    private static SinkStage? Sink(FunctionsSettings settings, StageServices stages, Guid? broker) =>
        settings.Postgres is not { } postgres ? null
        : new SinkStage(stages.Log, new PostgresSink(stages.Plan, postgres, stages.Options.Epoch, broker), postgres.CreateSchema, settings.AcceptLoss);

    private static PipelineView View(IServiceProvider provider) => new(
        provider.GetRequiredService<PipelineRunner>(), provider.GetRequiredService<EntityCheckpoints>(), provider.GetRequiredService<ModelStore>(), provider.GetRequiredService<TimeProvider>());

    private static PipelineRunner Runner(IServiceProvider provider)
    {
        var (plan, settings) = (provider.GetRequiredService<PipelinePlan>(), provider.GetRequiredService<FunctionsSettings>());
        var (artifacts, checkpoints) = (provider.GetRequiredService<IArtifacts>(), provider.GetRequiredService<EntityCheckpoints>());
        var time = provider.GetRequiredService<TimeProvider>();
        var logger = provider.GetRequiredService<ILogger<PipelineRunner>>();
        var models = plan.Artifacts.IsEmpty ? null : ModelCatalog.Of(plan, artifacts, settings.Models);
        return new PipelineRunner(plan, provider.GetRequiredService<FunctionRoles>(), new FaultBackoff(time, logger), checkpoints, time, async cancellationToken =>
        {
            var log = await KafkaLog.ConnectAsync(settings.Kafka with { Listener = told => logger.LogKafka(told) }, cancellationToken).ConfigureAwait(false);
            try
            {
                var epoch = await EpochReader.ReadAsync(log, cancellationToken).ConfigureAwait(false);
                var stages = new StageServices(plan, log, checkpoints, models, time, settings.Stages(epoch?.Count ?? settings.Kafka.Epoch));
                return new RunnerServices(stages, Sink(settings, stages, epoch?.Id));
            }
            catch
            {
                await log.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        });
    }
}
