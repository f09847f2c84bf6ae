namespace Serverless.Pipelines.CardFraud;

/// <summary>Metadata of the records, made at compile time. Options are ours, so it needs none.</summary>
[JsonSerializable(typeof(Transaction)), JsonSerializable(typeof(FraudReport))]
internal sealed partial class CardFraudJson : JsonSerializerContext;
