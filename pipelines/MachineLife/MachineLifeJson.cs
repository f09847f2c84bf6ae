namespace Serverless.Pipelines.MachineLife;

/// <summary>Metadata of the records, made at compile time. Options are ours, so it needs none.</summary>
[JsonSerializable(typeof(Prediction))]
internal sealed partial class MachineLifeJson : JsonSerializerContext;
