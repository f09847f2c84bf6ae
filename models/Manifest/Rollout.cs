using System.Text.Json;
using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>Which versions of a model are in force: <c>{name}/rollout.json</c>, the one mutable file, changed only under its ETag. Read as strictly as a manifest.</summary>
public sealed record Rollout
{
    internal const int MaxBytes = 16 * 1024;

    /// <summary>Rises with every change, from 1.</summary>
    public required long Revision { get; init; }

    /// <summary>The version in force.</summary>
    public required string Stable { get; init; }

    /// <summary>The version on trial; null where there is none.</summary>
    public string? Candidate { get; init; }

    /// <summary>The share of keys that the candidate decides, 0 to 100.</summary>
    public int Percent { get; init; }

    /// <summary>Whether the candidate scores without deciding.</summary>
    public bool Shadow { get; init; }

    /// <summary>The version that was in force before <see cref="Stable"/>: where a rollback leads. Null at first.</summary>
    public string? Previous { get; init; }

    internal static Rollout Parse(ReadOnlyMemory<byte> content, string file)
    {
        ArtifactLimit.Check(file, content.Length, MaxBytes);
        var rollout = StrictJson.Read(content.Span, ModelJson.Default.Rollout, file);
        ModelNames.CheckVersion(rollout.Stable);
        if (rollout.Candidate is { } candidate)
            ModelNames.CheckVersion(candidate);
        if (rollout.Previous is { } previous)
            ModelNames.CheckVersion(previous);
        if (rollout.Revision < 1)
            throw new ArtifactException($"{file} is refused: its revision is {rollout.Revision}; the lowest is 1.") { IsFatal = true };
        if (rollout.Percent is < 0 or > 100)
            throw new ArtifactException($"{file} is refused: percent is {rollout.Percent}; allowed is 0 to 100.") { IsFatal = true };
        return rollout;
    }

    internal byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, ModelJson.Default.Rollout);
}
