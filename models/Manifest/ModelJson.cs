using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Models;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n",
    MaxDepth = MaxDepth)]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(GoldenRows))]
[JsonSerializable(typeof(Rollout))]
[JsonSerializable(typeof(TableManifest))]
internal sealed partial class ModelJson : JsonSerializerContext
{
    public const int MaxDepth = 8;
}
