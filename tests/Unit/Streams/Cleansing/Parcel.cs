using System.Text.Json.Serialization;

namespace Serverless.Tests.Unit.Streams.Cleansing;

/// <summary>A class without a constructor of its own: members that must be said, lists, an enumeration, a name of its own.</summary>
internal sealed class Parcel
{
    public required string Id { get; init; }

    public required List<ParcelItem> Items { get; init; }

    public ParcelKind Kind { get; set; } = ParcelKind.Heavy;

    [JsonPropertyName("weight-kg")]
    public decimal? Weight { get; init; }
}
