using System.Text.Json.Serialization;

namespace Serverless.Tests.Unit.Streams.Cleansing;

/// <summary>Types that say something about their JSON.</summary>
internal static class Unplain
{
    [JsonPolymorphic, JsonDerivedType(typeof(Derived), "derived")]
    internal record Polymorphic(string Id);

    internal sealed record Derived(string Id) : Polymorphic(Id);

    internal sealed record Told(string Id) : IJsonOnDeserialized
    {
        void IJsonOnDeserialized.OnDeserialized()
        {
        }
    }

    internal sealed record Converted([property: JsonConverter(typeof(JsonStringEnumConverter<ParcelKind>))] ParcelKind Kind);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Strict(string Id);

    internal sealed record Quoted([property: JsonNumberHandling(JsonNumberHandling.WriteAsString)] int Count);

    internal sealed class Filled
    {
        [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
        public List<string> Names { get; } = ["first"];
    }

    internal sealed class Extended
    {
        [JsonExtensionData]
        public Dictionary<string, object>? Rest { get; set; }
    }
}
