using System.Text.Json;
using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>
/// What is known of a version: <c>manifest.json</c>, written last. It is read strictly: unknown, repeated and missing members are refused,
/// since a misspelt optional member would otherwise silently mean its default. What is added later comes with a higher <see cref="Format"/>.
/// </summary>
/// <remarks>The generated reader sets members that the file lacks to null: those with a default keep it.</remarks>
public sealed record ModelManifest
{
    /// <summary>The largest manifest, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The format that is written.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format of the file.</summary>
    public required int Format { get; init; }

    /// <summary>The model, for example <c>card-fraud</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The version, for example <c>2</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Of <c>model.onnx</c>, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>When it was trained.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The names of the input's columns, in order; 1 to 4,096, each once.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The names of the model's outputs that are used; one of them is <c>score</c> or <c>probabilities</c>. 1 to 16.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>Numbers that a decision needs and that change with the model, such as thresholds; at most 256.</summary>
    public IReadOnlyDictionary<string, double> Parameters { get; init => field = value ?? field; } = new Dictionary<string, double>();

    /// <summary>How the features were spread in training, by name; those without drift detection may be missing.</summary>
    public IReadOnlyDictionary<string, FeatureHistogram> Histograms { get; init => field = value ?? field; } = new Dictionary<string, FeatureHistogram>();

    /// <summary>What was measured on held-out data; at most 256.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init => field = value ?? field; } = new Dictionary<string, double>();

    /// <summary>The hash of the pipeline's profile at training, 64 lower-case hexadecimal digits; null where none was used.</summary>
    public string? Profile { get; init; }

    /// <summary>Reads and checks a manifest.</summary>
    /// <param name="content">UTF-8 JSON.</param>
    /// <param name="file">What messages call it.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="ArtifactException">It is not one; the message says where and why.</exception>
    public static ModelManifest Parse(ReadOnlyMemory<byte> content, string file = ModelNames.ManifestFile)
    {
        ArtifactLimit.Check(file, content.Length, MaxBytes);
        StrictJson.CheckFormat(content.Span, CurrentFormat, file);
        var manifest = StrictJson.Read(content.Span, ModelJson.Default.ModelManifest, file);
        ManifestRules.Check(manifest, file);
        return manifest;
    }

    /// <summary>The file's content.</summary>
    /// <returns>UTF-8 JSON.</returns>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, ModelJson.Default.ModelManifest);
}
