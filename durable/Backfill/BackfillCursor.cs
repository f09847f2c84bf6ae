using System.Text.Json.Serialization;

namespace Serverless.Durable.Backfill;

/// <summary>How far an input was sent.</summary>
public sealed record BackfillCursor
{
    /// <summary>The blob's name, or the partition's number.</summary>
    [JsonPropertyName("input")]
    public required string Input { get; init; }

    /// <summary>Where it goes on: a byte of the blob, an offset of the partition.</summary>
    [JsonPropertyName("next")]
    public long Next { get; init; }

    /// <summary>Of a partition: the offset that ends the range. Of a blob 0.</summary>
    [JsonPropertyName("end")]
    public long End { get; init; }

    /// <summary>The greatest event time sent of it, milliseconds since the epoch: a record that is earlier is taken to be at that time.</summary>
    [JsonPropertyName("time")]
    public long Time { get; init; }

    /// <summary>The event time of the record that comes next, once somebody has looked: an input whose turn is far off is not read again for it.</summary>
    [JsonPropertyName("head")]
    public long? Head { get; init; }

    /// <summary>Whether all of it was sent.</summary>
    [JsonPropertyName("done")]
    public bool IsDone { get; init; }
}
