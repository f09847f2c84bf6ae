namespace Serverless.Pipelines.WebPersonalization;

/// <summary>Metadata of the records, made at compile time. Options are ours, so it needs none.</summary>
[JsonSerializable(typeof(View)), JsonSerializable(typeof(Item))]
internal sealed partial class WebPersonalizationJson : JsonSerializerContext;
