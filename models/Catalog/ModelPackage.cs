using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>The three files of a version, read and checked; <see cref="Open"/> proves that they score as the trainer did.</summary>
internal sealed class ModelPackage
{
    private readonly GoldenRows _golden;

    private ModelPackage(ModelManifest manifest, Artifact manifestFile, Artifact model, Artifact goldenFile, GoldenRows golden)
    {
        Manifest = manifest;
        ManifestFile = manifestFile.Content;
        Model = model.Content;
        GoldenFile = goldenFile.Content;
        _golden = golden;
    }

    public ModelManifest Manifest { get; }

    public ReadOnlyMemory<byte> ManifestFile { get; }

    public ReadOnlyMemory<byte> Model { get; }

    public ReadOnlyMemory<byte> GoldenFile { get; }

    /// <summary>Reads a version of the store.</summary>
    /// <exception cref="ArtifactException">It is not there, or not whole.</exception>
    public static async ValueTask<ModelPackage> ReadAsync(
        IArtifacts artifacts, string name, string version, ModelSettings settings, ModelExpectation? expectation, CancellationToken cancellationToken)
    {
        var (file, manifest) = await ReadManifestAsync(artifacts, name, version, cancellationToken).ConfigureAwait(false);
        expectation?.Check(manifest);
        return await ReadFilesAsync(artifacts, ModelNames.Folder(name, version), file, manifest, settings, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a version from a folder of its own, as the trainer wrote it.</summary>
    /// <exception cref="ArtifactException">It is not there, or not whole.</exception>
    public static async ValueTask<ModelPackage> ReadFolderAsync(string folder, ModelSettings settings, CancellationToken cancellationToken)
    {
        var files = new FolderArtifacts(folder);
        var file = await NeedAsync(files, ModelNames.ManifestFile, ModelManifest.MaxBytes, cancellationToken).ConfigureAwait(false);
        var manifest = ModelManifest.Parse(file.Content);
        return await ReadFilesAsync(files, "", file, manifest, settings, cancellationToken).ConfigureAwait(false);
    }

    public static async ValueTask<(Artifact File, ModelManifest Manifest)> ReadManifestAsync(
        IArtifacts artifacts, string name, string version, CancellationToken cancellationToken)
    {
        var path = ModelNames.Folder(name, version) + ModelNames.ManifestFile;
        var file = await artifacts.ReadAsync(path, ModelManifest.MaxBytes, cancellationToken).ConfigureAwait(false)
            ?? throw Wrong($"There is no version {version} of {name} in the artifact store ({path} is missing).");
        var manifest = ModelManifest.Parse(file.Content, path);
        return manifest.Name == name && manifest.Version == version
            ? (file, manifest)
            : throw Wrong($"{path} is refused: it is the manifest of {manifest.Name} {manifest.Version}.");
    }

    /// <summary>Opens the session, scores the golden rows and so warms it up.</summary>
    /// <exception cref="ArtifactException">ONNX Runtime refuses it, or the scores are not the trainer's.</exception>
    public OnnxSession Open(ModelSettings settings)
    {
        // Stores hand over whole arrays, so that a large model is not copied once more.
        var whole = MemoryMarshal.TryGetArray(Model, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length;
        var session = OnnxSession.Open(whole ? segment.Array! : Model.ToArray(), Manifest, settings);
        try
        {
            GoldenRun.Check(session, _golden);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static async ValueTask<ModelPackage> ReadFilesAsync(
        IArtifacts artifacts, string folder, Artifact file, ModelManifest manifest, ModelSettings settings, CancellationToken cancellationToken)
    {
        var golden = await NeedAsync(artifacts, folder + ModelNames.GoldenFile, GoldenRows.MaxBytes, cancellationToken).ConfigureAwait(false);
        var rows = GoldenRows.Parse(golden.Content, manifest.Features.Count, folder + ModelNames.GoldenFile);
        var model = await NeedAsync(artifacts, folder + ModelNames.ModelFile, settings.MaxModelBytes, cancellationToken).ConfigureAwait(false);
        var hash = Convert.ToHexStringLower(SHA256.HashData(model.Content.Span));
        if (hash != manifest.Sha256)
            throw Wrong($"{manifest.Name} {manifest.Version} is refused: {folder}{ModelNames.ModelFile} has the SHA-256 {hash[..12]}…, its manifest says {manifest.Sha256[..12]}….");
        return new ModelPackage(manifest, file, model, golden, rows);
    }

    private static async ValueTask<Artifact> NeedAsync(IArtifacts artifacts, string name, long maxBytes, CancellationToken cancellationToken) =>
        await artifacts.ReadAsync(name, maxBytes, cancellationToken).ConfigureAwait(false) ?? throw Wrong($"{name} is missing.");

    private static ArtifactException Wrong(string sentence) => new(sentence) { IsFatal = true };
}
