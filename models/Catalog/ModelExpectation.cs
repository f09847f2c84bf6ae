using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Streams.Plan;

namespace Serverless.Models;

/// <summary>What a pipeline expects of every version of a model.</summary>
/// <param name="Name">The artifact's name.</param>
/// <param name="Features">The names of the input's columns, in the order in which the pipeline writes them.</param>
/// <param name="Parameters">Parameters that the pipeline reads and every manifest must have.</param>
public sealed record ModelExpectation(string Name, ImmutableArray<string> Features, ImmutableArray<string> Parameters)
{
    /// <summary>The hash of the pipeline's profile, which the model has to be made with; null: any.</summary>
    public string? Profile { get; init; }

    /// <summary>What a plan expects.</summary>
    /// <param name="plan">The plan's model.</param>
    /// <returns>The expectation.</returns>
    public static ModelExpectation Of(ModelPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new ModelExpectation(plan.Name, [.. plan.Features.Select(feature => feature.Name)], plan.Parameters) { Profile = plan.Profile };
    }

    internal void Check(ModelManifest manifest)
    {
        var model = $"{manifest.Name} {manifest.Version}";
        for (var i = 0; i < Math.Min(Features.Length, manifest.Features.Count); i++)
        {
            if (Features[i] != manifest.Features[i])
                throw Wrong($"{model} is refused: its feature {i + 1} is \"{manifest.Features[i]}\", where the pipeline writes \"{Features[i]}\".");
        }

        if (Features.Length != manifest.Features.Count)
            throw Wrong($"{model} is refused: it has {manifest.Features.Count} features, the pipeline writes {Features.Length} ({Difference(manifest)}).");
        foreach (var parameter in Parameters)
        {
            if (!manifest.Parameters.ContainsKey(parameter))
                throw Wrong($"{model} is refused: its manifest lacks the parameter \"{parameter}\", which the pipeline reads.");
        }

        if (Profile is not null && manifest.Profile != Profile)
            throw Wrong($"{model} is refused: it was made with {(manifest.Profile is { } other ? $"the profile {other[..12]}…" : "no profile")}, the pipeline has {Profile[..12]}…; train it again, or go back to its profile.");
    }

    private string Difference(ModelManifest manifest) => Features.Length > manifest.Features.Count
        ? $"missing from \"{Features[manifest.Features.Count]}\" on"
        : $"too many from \"{manifest.Features[Features.Length]}\" on";

    private static ArtifactException Wrong(string sentence) => new(sentence) { IsFatal = true };
}
