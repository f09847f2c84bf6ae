using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Streams.Plan;

namespace Serverless.Models;

/// <summary>Pushes and lists the versions of reference tables. They are put in force, and rolled back, as models are: by <see cref="ModelStore"/>.</summary>
/// <param name="artifacts">The store.</param>
/// <param name="time">Dates the manifests.</param>
/// <param name="settings">The largest file.</param>
public sealed class TableStore(IArtifacts artifacts, TimeProvider time, ModelSettings? settings = null)
{
    private readonly ModelSettings _settings = (settings ?? new ModelSettings()).Validated();

    /// <summary>Checks every row as the pipeline will, and uploads the version, its manifest last. Pushing the same rows again changes nothing.</summary>
    /// <param name="table">The pipeline's table.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="content">JSON lines.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its manifest.</returns>
    /// <exception cref="ArtifactException">It is refused, the version exists with other rows, or the store is out of reach.</exception>
    public async ValueTask<TableManifest> PushAsync(TablePlan table, string version, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ModelNames.CheckModel(table.Name);
        ModelNames.CheckVersion(version);
        ArtifactLimit.Check($"{table.Name} {version}", content.Length, _settings.MaxTableBytes);
        var manifest = new TableManifest
        {
            Format = TableManifest.CurrentFormat,
            Name = table.Name,
            Version = version,
            Sha256 = TablePackage.HashOf(content.Span),
            Rows = TablePackage.Read(table, $"{table.Name} {version}", content.Span).Count,
            Created = time.GetUtcNow(),
        };
        var folder = ModelNames.Folder(table.Name, version);
        if (await TablePackage.TryReadManifestAsync(artifacts, table.Name, version, cancellationToken).ConfigureAwait(false) is { } there)
            return there.Sha256 == manifest.Sha256 ? there : throw Taken(manifest);
        await ArtifactUpload.SaveAsync(artifacts, folder + TableNames.RowsFile, content, _settings.MaxTableBytes, cancellationToken).ConfigureAwait(false);
        return await artifacts.CreateAsync(folder + TableNames.ManifestFile, manifest.ToUtf8(), cancellationToken).ConfigureAwait(false) ? manifest : throw Taken(manifest);
    }

    /// <summary>All versions of all tables.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Sorted by name, then by version. What can't be read is listed with its problem.</returns>
    /// <exception cref="ArtifactException">The store is out of reach.</exception>
    public async ValueTask<ImmutableArray<TableVersion>> ListAsync(CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<TableVersion>();
        var files = await artifacts.ListAsync("", cancellationToken).ConfigureAwait(false);
        foreach (var table in files.Select(file => file.Split('/')).Where(parts => parts is [_, _, TableNames.ManifestFile]).GroupBy(parts => parts[0], StringComparer.Ordinal))
        {
            foreach (var version in table.Select(parts => parts[1]).Order(VersionOrder.Instance))
                found.Add(await DescribeAsync(table.Key, version, cancellationToken).ConfigureAwait(false));
        }

        return found.ToImmutable();
    }

    private static ArtifactException Taken(TableManifest manifest) =>
        new($"{manifest.Name} {manifest.Version} is in the store already with other rows; versions never change, so give this one another name.") { IsFatal = true };

    private async ValueTask<TableVersion> DescribeAsync(string name, string version, CancellationToken cancellationToken)
    {
        try
        {
            var path = ModelNames.Rollout(name);
            var file = await artifacts.ReadAsync(path, Rollout.MaxBytes, cancellationToken).ConfigureAwait(false);
            var isStable = file is { } found && Rollout.Parse(found.Content, path).Stable == version;
            var manifest = await TablePackage.ReadManifestAsync(artifacts, name, version, cancellationToken).ConfigureAwait(false);
            return new TableVersion(name, version, isStable ? ModelRole.Stable : ModelRole.None, manifest, null);
        }
        catch (ArtifactException e) when (e.IsFatal)
        {
            return new TableVersion(name, version, ModelRole.None, null, e.Message);
        }
    }
}
