using System.Text.Json.Serialization;

namespace Serverless.Tests.Unit.Streams.Definition;

/// <summary>A record that JSON would not carry whole.</summary>
public sealed record Lossy(string Id, DateTime At)
{
    /// <summary>Lost on the way.</summary>
    [JsonIgnore]
    public string? Secret { get; init; }
}
