using Serverless.Durable.Ports;
using Serverless.Models;
using Serverless.Streams.Plan;

namespace Serverless.Local.Testing;

/// <summary>The first version that lies beside the pipeline, checked and run as in production.</summary>
internal static class CommittedModel
{
    public static async Task<ModelCatalog> OpenAsync(Type pipeline, ModelPlan model)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "pipelines", pipeline.Name, "models");
        var first = !Directory.Exists(folder) ? null
            : Directory.GetDirectories(folder).OrderBy(version => int.TryParse(Path.GetFileName(version), out var number) ? number : int.MaxValue).FirstOrDefault();
        if (first is null)
        {
            throw new TestRunException($"There is no version of the model {model.Name} in {folder}: train one, or give a score, as in .Model(0.7).");
        }

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
}
