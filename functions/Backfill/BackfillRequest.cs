using System.Text.Json.Serialization;

namespace Serverless.Functions;

/// <summary>What shall be replayed: the blobs under a prefix, JSON lines each, or a range of offsets per partition of a topic.</summary>
internal sealed record BackfillRequest
{
    /// <summary>The largest body.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>The source topic that it goes to.</summary>
    [JsonPropertyName("source")]
    public string Source { get; init; } = "";

    /// <summary>Of blobs: their names begin with it; 1 to 500 characters.</summary>
    [JsonPropertyName("prefix")]
    public string? Prefix { get; init; }

    /// <summary>Of a range: the topic.</summary>
    [JsonPropertyName("topic")]
    public string? Topic { get; init; }

    /// <summary>Of a range: per partition the first offset.</summary>
    [JsonPropertyName("from")]
    public IReadOnlyList<long> From { get; init; } = [];

    /// <summary>Of a range: per partition the offset that ends it.</summary>
    [JsonPropertyName("to")]
    public IReadOnlyList<long> To { get; init; } = [];

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? Problem =>
        Prefix is null == Topic is null ? "Give either prefix, or topic with from and to."
        : Prefix is { Length: 0 or > 500 } ? "prefix: expected 1 to 500 characters."
        : Topic is not null && (From.Count == 0 || From.Count != To.Count || From.Where((first, partition) => first < 0 || first > To[partition]).Any())
            ? "from and to: expected an offset per partition, from at or below to."
        : null;
}
