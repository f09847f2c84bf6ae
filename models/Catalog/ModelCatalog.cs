using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Streams.Tables;

namespace Serverless.Models;

/// <summary>
/// The models and reference tables of a pipeline; models are scored in process by ONNX Runtime. A version enters only when its files are whole (SHA-256) and are what the pipeline expects:
/// a model has its features and parameters, and scores its golden rows as its trainer did; each row of a table can be read. Safe for several callers.
/// </summary>
public sealed class ModelCatalog : IInference, IDisposable
{
    // A shard that recovers may still need the version before; whoever needs more loads it again.
    private const int SpareTables = 2;

    private readonly ImmutableDictionary<string, ModelExpectation> _expectations;
    private readonly ImmutableDictionary<string, TablePlan> _plans;
    private readonly ImmutableArray<RolloutWatch> _watches;
    private readonly IArtifacts _artifacts;
    private readonly ModelSettings _settings;
    private readonly VersionCache<OnnxSession> _sessions;
    private readonly VersionCache<TableRows> _tables;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>On a store. Nothing is read yet.</summary>
    /// <param name="artifacts">The store.</param>
    /// <param name="models">What the pipeline expects of its models.</param>
    /// <param name="settings">How models are opened.</param>
    /// <param name="tables">The pipeline's tables.</param>
    /// <exception cref="ArtifactException">A setting, or the name of a model or table is wrong.</exception>
    public ModelCatalog(IArtifacts artifacts, IEnumerable<ModelExpectation> models, ModelSettings? settings = null, IEnumerable<TablePlan>? tables = null)
    {
        ArgumentNullException.ThrowIfNull(artifacts);
        (_artifacts, _settings) = (artifacts, (settings ?? new ModelSettings()).Validated());
        _expectations = models.ToImmutableDictionary(model => model.Name, StringComparer.Ordinal);
        _plans = (tables ?? []).ToImmutableDictionary(table => table.Name, StringComparer.Ordinal);
        var names = _expectations.Keys.Concat(_plans.Keys).ToArray();
        foreach (var name in names)
            ModelNames.CheckModel(name);
        _sessions = new VersionCache<OnnxSession>(_settings.KeepVersions, OpenModelAsync);
        _tables = new VersionCache<TableRows>(_plans.Count + SpareTables, OpenTableAsync);
        _watches = [.. names.Order(StringComparer.Ordinal).Select(name => new RolloutWatch(artifacts, _plans.ContainsKey(name) ? WatchedTable(name) : WatchedModel(name)))];
    }

    /// <summary>Of what a pipeline needs.</summary>
    /// <param name="plan">The pipeline.</param>
    /// <param name="artifacts">The store.</param>
    /// <param name="settings">How models are opened.</param>
    /// <returns>The catalog.</returns>
    /// <exception cref="ArtifactException">A setting is wrong.</exception>
    public static ModelCatalog Of(PipelinePlan plan, IArtifacts artifacts, ModelSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new ModelCatalog(artifacts, plan.Model is { } model ? [ModelExpectation.Of(model)] : [], settings, plan.Tables);
    }

    /// <summary>What the store wants in force and was refused, with the reason; empty when all is well. Changes with <see cref="RolloutAsync"/>.</summary>
    public ImmutableArray<ModelRefusal> Refusals => [.. _watches.Select(watch => watch.Refusal).OfType<ModelRefusal>()];

    /// <summary>
    /// For each model and table the newest activation that passed every check. One small conditional read per artifact when nothing changed. A refused version is looked at
    /// again only when the rollout changes. After a restart an artifact is left out while its version is refused and the store has others: what the log says stays.
    /// </summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Sorted by artifact.</returns>
    /// <exception cref="ArtifactException">
    /// The store is out of reach; or, fatal, an artifact has had no good version yet: none is active, the rollout can't be read, or the only version was refused.
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
        if (!_expectations.ContainsKey(activation.Artifact))
            throw Wrong($"\"{OneLine.Of(activation.Artifact)}\" is no model of this pipeline.");
        return (await _sessions.GetAsync(activation, cancellationToken).ConfigureAwait(false)).ModelOf(activation);
    }

    /// <summary>The rows of a table's activation; several activations of one version share them while they are kept.</summary>
    /// <param name="activation">As the log has it.</param>
    /// <param name="cancellationToken">Ends the wait; who else waits for the same version goes on.</param>
    /// <returns>The rows, all of them checked.</returns>
    /// <exception cref="ArtifactException">Out of reach; or, fatal, no table of this pipeline, not the bytes that were activated, or a row is refused.</exception>
    public ValueTask<TableRows> LoadTableAsync(Activation activation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return _plans.ContainsKey(activation.Artifact)
            ? _tables.GetAsync(activation, cancellationToken)
            : throw Wrong($"\"{OneLine.Of(activation.Artifact)}\" is no table of this pipeline.");
    }

    /// <summary>Closes what is open; a session in use closes with its last scorer.</summary>
    public void Dispose()
    {
        _sessions.Dispose();
        _tables.Dispose();
        _turn.Dispose();
    }

    private static ArtifactException Wrong(string sentence) => new(sentence) { IsFatal = true };

    private static void CheckHash(Activation activation, string found)
    {
        if (found != activation.Sha256)
            throw Wrong($"{activation.Artifact} {activation.Version} is refused: the store has other bytes ({found[..12]}…) than were activated ({OneLine.Of(activation.Sha256)}).");
    }

    private WatchedArtifact WatchedModel(string name) => new(
        name,
        ModelNames.ManifestFile,
        async (version, cancellationToken) => (await ModelPackage.ReadManifestAsync(_artifacts, name, version, cancellationToken).ConfigureAwait(false)).Manifest.Sha256,
        async (activation, cancellationToken) => await _sessions.GetAsync(activation, cancellationToken).ConfigureAwait(false));

    private WatchedArtifact WatchedTable(string name) => new(
        name,
        TableNames.ManifestFile,
        async (version, cancellationToken) => (await TablePackage.ReadManifestAsync(_artifacts, name, version, cancellationToken).ConfigureAwait(false)).Sha256,
        async (activation, cancellationToken) => await _tables.GetAsync(activation, cancellationToken).ConfigureAwait(false));

    private async Task<OnnxSession> OpenModelAsync(Activation activation, CancellationToken cancellationToken)
    {
        var expectation = _expectations[activation.Artifact];
        var package = await ModelPackage.ReadAsync(_artifacts, activation.Artifact, activation.Version, _settings, expectation, cancellationToken).ConfigureAwait(false);
        CheckHash(activation, package.Manifest.Sha256);
        return package.Open(_settings);
    }

    private async Task<TableRows> OpenTableAsync(Activation activation, CancellationToken cancellationToken)
    {
        var manifest = await TablePackage.ReadManifestAsync(_artifacts, activation.Artifact, activation.Version, cancellationToken).ConfigureAwait(false);
        CheckHash(activation, manifest.Sha256);
        var content = await TablePackage.ReadAsync(_artifacts, manifest, _settings, cancellationToken).ConfigureAwait(false);
        return TablePackage.Open(_plans[activation.Artifact], manifest, content.Span);
    }
}
