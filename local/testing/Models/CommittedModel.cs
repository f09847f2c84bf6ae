using Serverless.Durable.Ports;
using Serverless.Models;
using Serverless.Streams.Plan;

namespace Serverless.Local.Testing;

/// <summary>The first version that lies beside the pipeline, checked and run as in production.</summary>
internal static class CommittedModel
{
    /// <summary>The folder of the first version; null where there is none.</summary>
    public static string? FolderOf(Type pipeline)
    {
        var folder = ModelsOf(pipeline);
        return !Directory.Exists(folder) ? null
            : Directory.GetDirectories(folder).OrderBy(version => int.TryParse(Path.GetFileName(version), out var number) ? number : int.MaxValue).FirstOrDefault();
    }

    public static async Task<ModelCatalog> OpenAsync(Type pipeline, ModelPlan model)
    {
        var first = FolderOf(pipeline)
            ?? throw new TestRunException($"There is no version of the model {model.Name} in {ModelsOf(pipeline)}: train one, or give a score, as in .Model(0.7).");
        try
        {
            var store = new MemoryArtifacts();
            var models = new ModelStore(store);
            var manifest = await models.PushAsync(first, default).ConfigureAwait(false);
            await models.ActivateAsync(model.Name, manifest.Version, default).ConfigureAwait(false);
            return new ModelCatalog(store, [ModelExpectation.Of(model)]);
        }
        catch (ArtifactException failure)
        {
            throw new TestRunException(failure.Message);
        }
    }

    private static string ModelsOf(Type pipeline) => Path.Combine(AppContext.BaseDirectory, "pipelines", pipeline.Name, "models");
}
