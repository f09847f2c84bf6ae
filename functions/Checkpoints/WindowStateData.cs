using System.Text.Json.Serialization;
using Serverless.Durable.Ports;

namespace Serverless.Functions;

/// <summary>What the entity of a shard keeps: small JSON. The newest delta lies in it; what is larger lies in segments that it names.</summary>
public sealed record WindowStateData
{
    /// <summary>The offset to go on from.</summary>
    [JsonPropertyName("position")]
    public long Position { get; init; }

    /// <summary>Of who wrote it.</summary>
    [JsonPropertyName("deployRevision")]
    public long DeployRevision { get; init; }

    /// <summary>Names of segments, the base first.</summary>
    [JsonPropertyName("segments")]
    public IReadOnlyList<string> Segments { get; init; } = [];

    /// <summary>The newest delta.</summary>
    [JsonPropertyName("inline")]
    public byte[] Inline { get; init; } = [];

    internal static WindowStateData Of(StoredCheckpoint stored) => new()
    {
        Position = stored.Position,
        DeployRevision = stored.DeployRevision,
        Segments = [.. stored.Segments],
        Inline = stored.Inline.ToArray(),
    };

    internal StoredCheckpoint ToStored() => new(Position, [.. Segments], Inline, DeployRevision);
}
