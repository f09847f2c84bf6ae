using Serverless.Durable.Ports;
using Serverless.Models;
using Serverless.Streams;
using Serverless.Streams.Plan;

namespace Serverless.Local.Cli.Run;

/// <summary>Brings the pipeline's committed versions of its model and tables into the store of a run and puts the first of each in force.</summary>
internal static class RunArtifacts
{
    /// <exception cref="CommandException">The pipeline has a model or a table, but no version of it is committed.</exception>
    public static async Task PrepareAsync(PipelinePlan plan, IArtifacts artifacts, CancellationToken stop)
    {
        var settings = ModelSettings.From(Shared.Configuration());
        var store = new ModelStore(artifacts, settings);
        if (plan.Model is { } model)
        {
            await PrepareAsync(model, Versions(plan.Name), plan.Name, store, stop).ConfigureAwait(false);
        }

        var tables = new TableStore(artifacts, TimeProvider.System, settings);
        foreach (var table in plan.Tables)
        {
            await PrepareAsync(table, Tables(plan.Name, table), tables, store, settings, stop).ConfigureAwait(false);
        }
    }

    /// <summary>The folders of the committed model versions, in the order of their numbers.</summary>
    public static IReadOnlyList<string> Versions(string pipeline)
    {
        var folder = PipelineFolder.Of(pipeline, "models");
        return Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).OrderBy(version => int.TryParse(Path.GetFileName(version), out var number) ? number : int.MaxValue)]
            : [];
    }

    /// <summary>The files of a table's committed versions, in the order of their numbers.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static IReadOnlyList<(string Version, string Path)> Tables(string pipeline, TablePlan table) =>
        TableFolder.Versions(Path.Combine(PipelineFolder.Of(pipeline, "tables"), table.Name)) is { Count: > 0 } versions
            ? versions
            : throw new CommandException($"The pipeline {pipeline} has no version of the table {table.Name}: put one into the folder tables/{table.Name} beside the pipeline, as 1.jsonl.");

    private static async Task PrepareAsync(ModelPlan model, IReadOnlyList<string> versions, string pipeline, ModelStore store, CancellationToken stop)
    {
        if (versions.Count == 0)
        {
            throw new CommandException($"The pipeline {pipeline} has no model version: train one, and put it into the folder models beside the pipeline.");
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

    private static async Task PrepareAsync(
        TablePlan table, IReadOnlyList<(string Version, string Path)> versions, TableStore tables, ModelStore store, ModelSettings settings, CancellationToken stop)
    {
        foreach (var (version, path) in versions)
        {
            await tables.PushAsync(table, version, TableFolder.Read(path, settings), stop).ConfigureAwait(false);
        }

        if (await store.RolloutAsync(table.Name, stop).ConfigureAwait(false) is null)
        {
            await store.ActivateAsync(table.Name, versions[0].Version, stop).ConfigureAwait(false);
        }
    }
}
