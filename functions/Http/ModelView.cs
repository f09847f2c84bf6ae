using System.Collections.Immutable;
using Serverless.Models;

namespace Serverless.Functions;

/// <summary>A model in the store, as the HTTP function tells it: manifests without their histograms.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Revision">The rollout's revision; null where nothing was activated yet.</param>
/// <param name="Problem">Why the rollout can't be read; null where it can.</param>
/// <param name="Versions">Its versions.</param>
internal sealed record ModelView(string Name, long? Revision, string? Problem, ImmutableArray<ModelView.Item> Versions)
{
    public static ModelView? Of(ModelListing? model) => model is null ? null : new(
        model.Name,
        model.Rollout?.Revision,
        model.Problem,
        [.. model.Versions.Select(version => new Item(version.Version, Word(version.Role), version.Manifest?.Created, version.Manifest?.Metrics, version.Problem))]);

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
    /// <param name="Metrics">How it did when it was tested.</param>
    /// <param name="Problem">Why its manifest can't be read; null where it can.</param>
    public sealed record Item(string Version, string Role, DateTimeOffset? Created, IReadOnlyDictionary<string, double>? Metrics, string? Problem);
}
