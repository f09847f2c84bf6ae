namespace Serverless.Pipelines.MachineMaintenance;

/// <summary>Metadata of the records, made at compile time. Options are ours, so it needs none.</summary>
[JsonSerializable(typeof(Reading))]
internal sealed partial class MachineMaintenanceJson : JsonSerializerContext;
