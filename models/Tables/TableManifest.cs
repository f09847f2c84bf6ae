using Serverless.Durable.Ports;
using Serverless.Streams.Tables;

namespace Serverless.Models;

/// <summary>What is known of a version of a reference table: <c>table.json</c>, written last. It is read as strictly as a model's manifest.</summary>
public sealed record TableManifest
{
    /// <summary>The format that is written.</summary>
    public const int CurrentFormat = 1;

    internal const int MaxBytes = 16 * 1024;

    /// <summary>The format of the file.</summary>
    public required int Format { get; init; }

    /// <summary>The table, for example <c>items</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The version, for example <c>2</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Of <c>rows.jsonl</c>, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>How many rows it has, 1 to 1,000,000.</summary>
    public required int Rows { get; init; }

    /// <summary>When it was pushed.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Reads and checks a manifest.</summary>
    /// <param name="content">UTF-8 JSON.</param>
    /// <param name="file">What messages call it.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="ArtifactException">It is not one; the message says where and why.</exception>
    public static TableManifest Parse(ReadOnlyMemory<byte> content, string file = TableNames.ManifestFile)
    {
        ArtifactLimit.Check(file, content.Length, MaxBytes);
        StrictJson.CheckFormat(content.Span, CurrentFormat, file);
        var manifest = StrictJson.Read(content.Span, ModelJson.Default.TableManifest, file);
        ModelNames.CheckModel(manifest.Name);
        ModelNames.CheckVersion(manifest.Version);
        if (manifest.Format != CurrentFormat)
            throw Wrong(file, $"its format is {manifest.Format}, and there is only {CurrentFormat}");
        if (manifest.Sha256.Length != 64 || !manifest.Sha256.All(char.IsAsciiHexDigitLower))
            throw Wrong(file, "sha256 is not 64 lower-case hexadecimal digits");
        if (manifest.Rows is < 1 or > TableRows.Most)
            throw Wrong(file, $"rows is {manifest.Rows}; allowed is 1 to {TableRows.Most}");
        return manifest;
    }

    internal byte[] ToUtf8() => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(this, ModelJson.Default.TableManifest);

    private static ArtifactException Wrong(string file, string what) => new($"{file} is refused: {what}.") { IsFatal = true };
}
