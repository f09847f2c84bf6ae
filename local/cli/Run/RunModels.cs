using Serverless.Models;
using Serverless.Streams;

namespace Serverless.Local.Cli.Run;

/// <summary>Brings the pipeline's committed model versions into the store of a run and puts the first in force.</summary>
internal static class RunModels
{
    /// <exception cref="CommandException">The pipeline has a model, but no version of it is committed.</exception>
    public static async Task PrepareAsync(PipelinePlan plan, ModelStore store, CancellationToken stop)
    {
        if (plan.Model is not { } model)
        {
            return;
        }

        var versions = Versions(plan.Name);
        if (versions.Count == 0)
        {
            throw new CommandException($"The pipeline {plan.Name} has no model version: train one, and put it into the folder models beside the pipeline.");
        }

        var first = "";
        foreach (var folder in versions)
        {
            var manifest = await store.PushAsync(folder, stop).ConfigureAwait(false);
            first = first.Length == 0 ? manifest.Version : first;
        }

        var isActive = (await store.ListAsync(stop).ConfigureAwait(false)).Any(listing => listing.Name == model.Name && (listing.Rollout is not null || listing.Problem is not null));
        if (!isActive)
        {
            await store.ActivateAsync(model.Name, first, stop).ConfigureAwait(false);
        }
    }

    /// <summary>The folders of the committed versions, in the order of their numbers.</summary>
    public static IReadOnlyList<string> Versions(string pipeline)
    {
        var folder = PipelineFolder.Of(pipeline, "models");
        return Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).OrderBy(version => int.TryParse(Path.GetFileName(version), out var number) ? number : int.MaxValue)]
            : [];
    }
}
