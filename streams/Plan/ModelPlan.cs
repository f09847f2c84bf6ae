using System.Collections.Immutable;

namespace Serverless.Streams.Plan;

/// <summary>The model and its input.</summary>
public sealed class ModelPlan
{
    internal ModelPlan()
    {
    }

    /// <summary>The artifact's name.</summary>
    public required string Name { get; init; }

    /// <summary>The feature vector, in the order of the model's input; one-hot features are one entry per category.</summary>
    public required ImmutableArray<FeaturePlan> Features { get; init; }

    /// <summary>Names of the manifest's parameters that the pipeline reads.</summary>
    public ImmutableArray<string> Parameters => [.. ParameterSlots.Select(parameter => parameter.Name)];

    /// <summary>The hash of the pipeline's profile, which a model has to be made with; null where nothing asks for one.</summary>
    public string? Profile { get; init; }

    /// <summary>Where the score lies in the row.</summary>
    internal int ScoreSlot { get; init; }

    /// <summary>Where the parameters lie in the row.</summary>
    internal ImmutableArray<(string Name, int Slot)> ParameterSlots { get; init; } = [];

    /// <summary>Writes the features of one event; a feature that is missing is NaN.</summary>
    internal FeatureWriter Write { get; init; } = null!;
}
