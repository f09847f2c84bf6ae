using System.Text.Json.Serialization;

namespace Serverless.Pipelines.NewSample;

/// <summary>Metadata of the records, made at compile time. Options are ours, so it needs none.</summary>
[JsonSerializable(typeof(NewSampleEvent))]
internal sealed partial class NewSampleJson : JsonSerializerContext;
