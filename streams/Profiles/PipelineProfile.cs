using System.Security.Cryptography;
using System.Text.Json;

namespace Serverless.Streams;

/// <summary>What is usual in a pipeline's history, measured by <c>./serverless profile</c>. It lies beside the pipeline as <c>profile.json</c>, is embedded in its assembly and is a constant of its plan.</summary>
public sealed class PipelineProfile
{
    /// <summary>The file's name.</summary>
    public const string FileName = "profile.json";

    private const int MaxBytes = 4 * 1024 * 1024;
    private readonly ProfileFile _file;

    private PipelineProfile(ProfileFile file)
    {
        _file = file;
        Hash = Convert.ToHexStringLower(SHA256.HashData(ToUtf8()));
    }

    /// <summary>The SHA-256 of the content, 64 hexadecimal digits: layout and line ends of the file do not count.</summary>
    public string Hash { get; }

    /// <summary>The pipeline that it was measured for.</summary>
    public string Pipeline => _file.Pipeline;

    /// <summary>By <c>Record.Field</c>, for example <c>Transaction.Amount</c>.</summary>
    public IReadOnlyDictionary<string, FieldProfile> Fields => _file.Fields;

    /// <summary>By the feature's name.</summary>
    public IReadOnlyDictionary<string, FieldProfile> Features => _file.Features;

    /// <summary>A profile of what was measured.</summary>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="fields">By <c>Record.Field</c>.</param>
    /// <param name="features">By the feature's name.</param>
    /// <returns>The profile.</returns>
    public static PipelineProfile Of(string pipeline, IReadOnlyDictionary<string, FieldProfile> fields, IReadOnlyDictionary<string, FieldProfile>? features = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(fields);
        return new PipelineProfile(new ProfileFile { Format = ProfileFile.CurrentFormat, Pipeline = pipeline, Fields = Sorted(fields), Features = Sorted(features ?? new Dictionary<string, FieldProfile>()) });
    }

    /// <summary>Reads the file.</summary>
    /// <param name="json">Its content, at most 4 MiB.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static PipelineProfile Parse(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxBytes)
        {
            throw new FormatException($"{FileName} is larger than {MaxBytes} bytes");
        }

        try
        {
            var file = JsonSerializer.Deserialize(json, ProfileJson.Default.ProfileFile) ?? throw new FormatException($"{FileName} holds null");
            if (file.Format != ProfileFile.CurrentFormat)
            {
                throw new FormatException($"{FileName} has the format {file.Format}, and there is only {ProfileFile.CurrentFormat}");
            }

            // JSON can say null where the type says it can't.
            return file.Fields.Values.Concat(file.Features.Values).Any(field => field is null)
                ? throw new FormatException($"{FileName} has null for a field")
                : Of(file.Pipeline, file.Fields, file.Features);
        }
        catch (JsonException failure)
        {
            throw new FormatException($"{FileName} can't be read: {failure.Message}", failure);
        }
    }

    /// <summary>The file's content: indented, sorted by name.</summary>
    /// <returns>UTF-8 JSON.</returns>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(_file, ProfileJson.Default.ProfileFile);

    /// <summary>The file embedded beside a pipeline's class, in its namespace; null where there is none.</summary>
    internal static PipelineProfile? Embedded(Type pipeline)
    {
        using var stream = pipeline.Assembly.GetManifestResourceStream(pipeline, FileName);
        if (stream is null)
        {
            return null;
        }

        var bytes = new byte[Math.Min(stream.Length, MaxBytes + 1)];
        stream.ReadExactly(bytes);
        return Parse(bytes);
    }

    private static SortedDictionary<string, FieldProfile> Sorted(IReadOnlyDictionary<string, FieldProfile> fields) => new(fields.ToDictionary(), StringComparer.Ordinal);
}
