using System.Collections.Immutable;
using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>The operations of <c>./serverless models</c>: push, list, activate, roll back; the last two for reference tables too.</summary>
/// <param name="artifacts">The store.</param>
/// <param name="settings">How models are opened.</param>
public sealed class ModelStore(IArtifacts artifacts, ModelSettings? settings = null)
{
    private const int MaxTries = 20;

    private readonly ModelSettings _settings = (settings ?? new ModelSettings()).Validated();

    /// <summary>Checks a version (hash, signature, golden rows) and uploads it, the manifest last. Pushing the same version again changes nothing.</summary>
    /// <param name="folder">With <c>model.onnx</c>, <c>manifest.json</c> and <c>golden.json</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its manifest.</returns>
    /// <exception cref="ArtifactException">It is refused, the version exists with other content, or the store is out of reach.</exception>
    public async ValueTask<ModelManifest> PushAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            throw Wrong($"There is no folder {folder} with a model's version.");
        var package = await ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        var manifest = package.Manifest;
        var target = ModelNames.Folder(manifest.Name, manifest.Version);
        var there = await artifacts.ReadAsync(target + ModelNames.ManifestFile, ModelManifest.MaxBytes, cancellationToken).ConfigureAwait(false);
        if (there is { } file)
            return file.Content.Span.SequenceEqual(package.ManifestFile.Span) ? manifest : throw Taken(manifest);
        await ArtifactUpload.SaveAsync(artifacts, target + ModelNames.ModelFile, package.Model, _settings.MaxModelBytes, cancellationToken).ConfigureAwait(false);
        await ArtifactUpload.SaveAsync(artifacts, target + ModelNames.GoldenFile, package.GoldenFile, GoldenRows.MaxBytes, cancellationToken).ConfigureAwait(false);
        return await artifacts.CreateAsync(target + ModelNames.ManifestFile, package.ManifestFile, cancellationToken).ConfigureAwait(false)
            ? manifest
            : throw Taken(manifest);
    }

    /// <summary>All models with their versions, roles and metrics.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Sorted by name. What can't be read is listed with its problem.</returns>
    /// <exception cref="ArtifactException">The store is out of reach.</exception>
    public async ValueTask<ImmutableArray<ModelListing>> ListAsync(CancellationToken cancellationToken)
    {
        var listings = ImmutableArray.CreateBuilder<ModelListing>();
        var files = await artifacts.ListAsync("", cancellationToken).ConfigureAwait(false);
        foreach (var model in files.Select(file => file.Split('/')).Where(IsManifest).GroupBy(parts => parts[0], StringComparer.Ordinal))
        {
            var (rollout, problem) = await TryRolloutAsync(model.Key, cancellationToken).ConfigureAwait(false);
            var versions = ImmutableArray.CreateBuilder<ModelVersion>();
            foreach (var version in model.Select(parts => parts[1]).Order(VersionOrder.Instance))
                versions.Add(await DescribeAsync(model.Key, version, rollout, cancellationToken).ConfigureAwait(false));
            listings.Add(new ModelListing(model.Key, rollout, problem, versions.ToImmutable()));
        }

        return listings.ToImmutable();
    }

    /// <summary>Puts a version in force, after checking it as thoroughly as a push. Activating what is in force already changes nothing.</summary>
    /// <param name="name">The model or table.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The rollout as it is now.</returns>
    /// <exception cref="ArtifactException">There is no such version, it is refused, or the store is out of reach.</exception>
    public async ValueTask<Rollout> ActivateAsync(string name, string version, CancellationToken cancellationToken)
    {
        ModelNames.CheckModel(name);
        ModelNames.CheckVersion(version);
        await CheckAsync(name, version, cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(name, current => current?.Stable == version ? current : Next(current, version), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts the version in force that was so before. Rolling back twice leads to where it began.</summary>
    /// <param name="name">The model or table.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The rollout as it is now.</returns>
    /// <exception cref="ArtifactException">There is no version to go back to, it is refused, or the store is out of reach.</exception>
    public async ValueTask<Rollout> RollbackAsync(string name, CancellationToken cancellationToken)
    {
        ModelNames.CheckModel(name);
        var current = (await ReadRolloutAsync(name, cancellationToken).ConfigureAwait(false)).Rollout;
        var previous = current?.Previous ?? throw Wrong($"{name} has no earlier version to go back to.");
        return await ActivateAsync(name, previous, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is in force of a model or a table.</summary>
    /// <param name="name">The artifact's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null where nothing was activated yet, or the rollout can't be read.</returns>
    /// <exception cref="ArtifactException">The store is out of reach.</exception>
    public async ValueTask<Rollout?> RolloutAsync(string name, CancellationToken cancellationToken) => (await TryRolloutAsync(name, cancellationToken).ConfigureAwait(false)).Rollout;

    private static bool IsManifest(string[] parts) => parts is [_, _, ModelNames.ManifestFile];

    private static Rollout Next(Rollout? current, string version) =>
        new() { Revision = (current?.Revision ?? 0) + 1, Stable = version, Previous = current?.Stable };

    private static ArtifactException Taken(ModelManifest manifest) =>
        Wrong($"{manifest.Name} {manifest.Version} is in the store already with other content; versions never change, so give this one another name.");

    private static ArtifactException Wrong(string sentence) => new(sentence) { IsFatal = true };

    private async ValueTask<ModelPackage> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            var package = await ModelPackage.ReadFolderAsync(folder, _settings, cancellationToken).ConfigureAwait(false);
            package.Open(_settings).Dispose();
            return package;
        }
        catch (ArtifactException e)
        {
            // The files of all versions have the same names.
            throw new ArtifactException($"{folder}: {e.Message}", e) { IsFatal = e.IsFatal };
        }
    }

    private async ValueTask CheckAsync(string name, string version, CancellationToken cancellationToken)
    {
        if (await TablePackage.TryReadManifestAsync(artifacts, name, version, cancellationToken).ConfigureAwait(false) is { } table)
        {
            // What its rows are only the pipeline can say, which reads them all before it takes them.
            await TablePackage.ReadAsync(artifacts, table, _settings, cancellationToken).ConfigureAwait(false);
            return;
        }

        var package = await ModelPackage.ReadAsync(artifacts, name, version, _settings, expectation: null, cancellationToken).ConfigureAwait(false);
        package.Open(_settings).Dispose();
    }

    private async ValueTask<Rollout> ChangeAsync(string name, Func<Rollout?, Rollout> change, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var (current, etag) = await ReadRolloutAsync(name, cancellationToken).ConfigureAwait(false);
            var next = change(current);
            if (next == current || await artifacts.ReplaceAsync(ModelNames.Rollout(name), next.ToUtf8(), etag, cancellationToken).ConfigureAwait(false))
                return next;
        }

        throw new ArtifactException($"The rollout of {name} changed {MaxTries} times under our hands; try again.");
    }

    private async ValueTask<(Rollout? Rollout, string? ETag)> ReadRolloutAsync(string name, CancellationToken cancellationToken)
    {
        var path = ModelNames.Rollout(name);
        var file = await artifacts.ReadAsync(path, Rollout.MaxBytes, cancellationToken).ConfigureAwait(false);
        return file is { } found ? (Rollout.Parse(found.Content, path), found.ETag) : (null, null);
    }

    private async ValueTask<(Rollout? Rollout, string? Problem)> TryRolloutAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return ((await ReadRolloutAsync(name, cancellationToken).ConfigureAwait(false)).Rollout, null);
        }
        catch (ArtifactException e) when (e.IsFatal)
        {
            return (null, e.Message);
        }
    }

    private async ValueTask<ModelVersion> DescribeAsync(string name, string version, Rollout? rollout, CancellationToken cancellationToken)
    {
        var role = rollout?.Stable == version ? ModelRole.Stable : rollout?.Candidate == version ? ModelRole.Candidate : ModelRole.None;
        try
        {
            var (_, manifest) = await ModelPackage.ReadManifestAsync(artifacts, name, version, cancellationToken).ConfigureAwait(false);
            return new ModelVersion(version, role, manifest, null);
        }
        catch (ArtifactException e) when (e.IsFatal)
        {
            return new ModelVersion(version, role, null, e.Message);
        }
    }
}
