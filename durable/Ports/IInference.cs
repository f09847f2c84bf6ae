using System.Collections.Immutable;
using Serverless.Streams.Records;
using Serverless.Streams.Tables;

namespace Serverless.Durable.Ports;

/// <summary>Models and reference tables as the stages need them. Implemented in process (ONNX Runtime).</summary>
public interface IInference
{
    /// <summary>
    /// What the store wants in force, for each model and table of the pipeline: only versions that were downloaded, checked against the plan, scored on their golden rows and warmed up.
    /// A version that was refused is left out: the one before it stays. Called by Clock at every tick: cheap when nothing changed.
    /// </summary>
    /// <exception cref="ArtifactException">The store is out of reach.</exception>
    ValueTask<ImmutableArray<Activation>> RolloutAsync(CancellationToken cancellationToken);

    /// <summary>The model of an activation, opened; the same object for the same version.</summary>
    /// <exception cref="ArtifactException">Out of reach, or not the bytes that were activated.</exception>
    ValueTask<ILoadedModel> LoadAsync(Activation activation, CancellationToken cancellationToken);

    /// <summary>The rows of a table's activation, read and checked against the plan.</summary>
    /// <exception cref="ArtifactException">Out of reach, or not the bytes that were activated.</exception>
    ValueTask<TableRows> LoadTableAsync(Activation activation, CancellationToken cancellationToken);
}
