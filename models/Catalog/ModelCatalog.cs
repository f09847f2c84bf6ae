using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Models;

/// <summary>
/// The models of a pipeline, scored in process by ONNX Runtime. A version enters only when its files are whole (SHA-256), its features and parameters are
/// those of the pipeline, and it scores its golden rows as its trainer did. Safe for several callers.
/// </summary>
public sealed class ModelCatalog : IInference, IDisposable
{
    private readonly ImmutableDictionary<string, ModelExpectation> _expectations;
    private readonly ImmutableArray<RolloutWatch> _watches;
    private readonly SessionCache _sessions;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>On a store. Nothing is read yet.</summary>
    /// <param name="artifacts">The store.</param>
    /// <param name="models">What the pipeline expects of its models.</param>
    /// <param name="settings">How models are opened.</param>
    /// <exception cref="ArtifactException">A setting or a model's name is wrong.</exception>
    public ModelCatalog(IArtifacts artifacts, IEnumerable<ModelExpectation> models, ModelSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(artifacts);
        _expectations = models.ToImmutableDictionary(model => model.Name, StringComparer.Ordinal);
        foreach (var name in _expectations.Keys)
            ModelNames.CheckModel(name);
        _sessions = new SessionCache(artifacts, (settings ?? new ModelSettings()).Validated());
        _watches = [.. _expectations.Values.OrderBy(model => model.Name, StringComparer.Ordinal).Select(model => new RolloutWatch(artifacts, model, _sessions))];
    }

    /// <summary>What the store wants in force and was refused, with the reason; empty when all is well. Changes with <see cref="RolloutAsync"/>.</summary>
    public ImmutableArray<ModelRefusal> Refusals => [.. _watches.Select(watch => watch.Refusal).OfType<ModelRefusal>()];

    /// <summary>
    /// For each model the newest activation that passed every check. One small conditional read per model when nothing changed. A refused version is looked at
    /// again only when the rollout changes. After a restart a model is left out while its version is refused and the store has others: what the log says stays.
    /// </summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Sorted by model.</returns>
    /// <exception cref="ArtifactException">
    /// The store is out of reach; or, fatal, a model has had no good version yet: none is active, the rollout can't be read, or the only version was refused.
    /// </exception>
    public async ValueTask<ImmutableArray<Activation>> RolloutAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var activations = ImmutableArray.CreateBuilder<Activation>(_watches.Length);
            foreach (var watch in _watches)
            {
                if (await watch.CurrentAsync(cancellationToken).ConfigureAwait(false) is { } activation)
                    activations.Add(activation);
            }

            return activations.ToImmutable();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// The model of an activation: the same object for the same activation while it is kept open; several activations of one version share a session.
    /// </summary>
    /// <param name="activation">As the log has it.</param>
    /// <param name="cancellationToken">Ends the wait; who else waits for the same version goes on.</param>
    /// <returns>The model, checked and warm.</returns>
    /// <exception cref="ArtifactException">Out of reach; or, fatal, no model of this pipeline, not the bytes that were activated, or not fit for the pipeline.</exception>
    public async ValueTask<ILoadedModel> LoadAsync(Activation activation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return _expectations.TryGetValue(activation.Artifact, out var expectation)
            ? await _sessions.GetAsync(expectation, activation, cancellationToken).ConfigureAwait(false)
            : throw new ArtifactException($"\"{OneLine.Of(activation.Artifact)}\" is no model of this pipeline.") { IsFatal = true };
    }

    /// <summary>Closes what is open; a session in use closes with its last scorer.</summary>
    public void Dispose()
    {
        _sessions.Dispose();
        _turn.Dispose();
    }
}
