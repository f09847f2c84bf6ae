using System.Text.Json.Serialization;
using Serverless.Durable.Ports;

namespace Serverless.Functions;

/// <summary>A checkpoint on offer, as it travels to the entity: JSON, bytes as base64. The names are fixed, whatever the worker's serializer does.</summary>
public sealed record SaveSignal
{
    /// <summary>The position at or above which it may be applied.</summary>
    [JsonPropertyName("from")]
    public long From { get; init; }

    /// <summary>The position that it is true of.</summary>
    [JsonPropertyName("to")]
    public long To { get; init; }

    /// <summary>Names of segments, the base first.</summary>
    [JsonPropertyName("segments")]
    public IReadOnlyList<string> Segments { get; init; } = [];

    /// <summary>The newest delta.</summary>
    [JsonPropertyName("inline")]
    public byte[] Inline { get; init; } = [];

    /// <summary>Of who offers it.</summary>
    [JsonPropertyName("deployRevision")]
    public long DeployRevision { get; init; }

    /// <summary>After that it is refused.</summary>
    [JsonPropertyName("expires")]
    public DateTimeOffset Expires { get; init; }

    internal static SaveSignal Of(Save save) => new()
    {
        From = save.From,
        To = save.To,
        Segments = [.. save.Segments],
        Inline = save.Inline.ToArray(),
        DeployRevision = save.DeployRevision,
        Expires = save.Expires,
    };

    internal Save ToSave() => new(From, To, [.. Segments], Inline, DeployRevision, Expires);
}
