using System.Security.Cryptography;
using Serverless.Durable.Ports;
using Serverless.Streams.Plan;
using Serverless.Streams.Tables;

namespace Serverless.Models;

/// <summary>The two files of a table's version.</summary>
internal static class TablePackage
{
    /// <exception cref="ArtifactException">There is no such version, or its manifest is refused.</exception>
    public static async ValueTask<TableManifest> ReadManifestAsync(IArtifacts artifacts, string name, string version, CancellationToken cancellationToken) =>
        await TryReadManifestAsync(artifacts, name, version, cancellationToken).ConfigureAwait(false)
            ?? throw Wrong($"There is no version {version} of {name} in the artifact store ({ModelNames.Folder(name, version)}{TableNames.ManifestFile} is missing).");

    /// <summary>Null where there is none.</summary>
    /// <exception cref="ArtifactException">It is refused.</exception>
    public static async ValueTask<TableManifest?> TryReadManifestAsync(IArtifacts artifacts, string name, string version, CancellationToken cancellationToken)
    {
        var path = ModelNames.Folder(name, version) + TableNames.ManifestFile;
        if (await artifacts.ReadAsync(path, TableManifest.MaxBytes, cancellationToken).ConfigureAwait(false) is not { } file)
            return null;
        var manifest = TableManifest.Parse(file.Content, path);
        return manifest.Name == name && manifest.Version == version
            ? manifest
            : throw Wrong($"{path} is refused: it is the manifest of {manifest.Name} {manifest.Version}.");
    }

    /// <summary>The bytes that a manifest names.</summary>
    /// <exception cref="ArtifactException">They are not there, too large, or others.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(IArtifacts artifacts, TableManifest manifest, ModelSettings settings, CancellationToken cancellationToken)
    {
        var path = ModelNames.Folder(manifest.Name, manifest.Version) + TableNames.RowsFile;
        var file = await artifacts.ReadAsync(path, settings.MaxTableBytes, cancellationToken).ConfigureAwait(false) ?? throw Wrong($"{path} is missing.");
        var hash = HashOf(file.Content.Span);
        return hash == manifest.Sha256
            ? file.Content
            : throw Wrong($"{manifest.Name} {manifest.Version} is refused: {path} has the SHA-256 {hash[..12]}…, its manifest says {manifest.Sha256[..12]}….");
    }

    /// <summary>Reads every row as the pipeline does.</summary>
    /// <exception cref="ArtifactException">A row is refused, or they are not as many as the manifest says.</exception>
    public static TableRows Open(TablePlan table, TableManifest manifest, ReadOnlySpan<byte> content)
    {
        var rows = Read(table, $"{manifest.Name} {manifest.Version}", content);
        return rows.Count == manifest.Rows ? rows : throw Wrong($"{manifest.Name} {manifest.Version} is refused: it has {rows.Count} rows, its manifest says {manifest.Rows}.");
    }

    /// <exception cref="ArtifactException">A row is refused.</exception>
    public static TableRows Read(TablePlan table, string called, ReadOnlySpan<byte> content)
    {
        try
        {
            return table.Read(content);
        }
        catch (FormatException e)
        {
            throw new ArtifactException($"{called} is refused: {OneLine.Of(e.Message).TrimEnd('.')}.", e) { IsFatal = true };
        }
    }

    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static ArtifactException Wrong(string sentence) => new(sentence) { IsFatal = true };
}
