namespace Serverless.Streams;

/// <summary>What a model can take as input: <see cref="Number"/>, <see cref="Numbers"/> and <see cref="Flag"/>.</summary>
public interface IFeature
{
    /// <summary>The name, as the definition says it and the model's manifest lists it.</summary>
    string Name { get; }

    /// <summary>Whose handle it is.</summary>
    internal PipelineDraft Owner { get; }
}
