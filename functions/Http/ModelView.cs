using System.Collections.Immutable;
using Serverless.Models;

namespace Serverless.Functions;

/// <summary>A model or a reference table in the store, as the HTTP function tells it: manifests without their histograms.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Revision">The rollout's revision; null where nothing was activated yet.</param>
/// <param name="Problem">Why the rollout can't be read; null where it can.</param>
/// <param name="Versions">Its versions.</param>
internal sealed record ModelView(string Name, long? Revision, string? Problem, ImmutableArray<ModelView.Item> Versions)
{
    /// <summary>Null where there is neither.</summary>
    public static async ValueTask<ModelView?> ReadAsync(ModelStore store, TableStore tables, string name, CancellationToken cancellationToken)
    {
        if ((await store.ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(listing => listing.Name == name) is { } model)
        {
            return new ModelView(
                name, model.Rollout?.Revision, model.Problem, [.. model.Versions.Select(version => new Item(version.Version, Word(version.Role), version.Manifest?.Created, version.Manifest?.Metrics, version.Problem))]);
        }

        var versions = (await tables.ListAsync(cancellationToken).ConfigureAwait(false)).Where(version => version.Name == name).ToArray();
        return versions.Length == 0 ? null : new ModelView(
            name,
            (await store.RolloutAsync(name, cancellationToken).ConfigureAwait(false))?.Revision,
            null,
            [.. versions.Select(version => new Item(version.Version, Word(version.Role), version.Manifest?.Created, Rows(version.Manifest), version.Problem))]);
    }

    private static Dictionary<string, double>? Rows(TableManifest? manifest) => manifest is null ? null : new() { ["rows"] = manifest.Rows };

    private static string Word(ModelRole role) => role switch
    {
        ModelRole.Stable => "stable",
        ModelRole.Candidate => "candidate",
        _ => "none",
    };

    /// <summary>A version.</summary>
    /// <param name="Version">Its name.</param>
    /// <param name="Role"><c>stable</c>, <c>candidate</c> or <c>none</c>.</param>
    /// <param name="Created">When it was made.</param>
    /// <param name="Metrics">How a model did when it was tested; of a table, <c>rows</c>.</param>
    /// <param name="Problem">Why its manifest can't be read; null where it can.</param>
    public sealed record Item(string Version, string Role, DateTimeOffset? Created, IReadOnlyDictionary<string, double>? Metrics, string? Problem);
}
