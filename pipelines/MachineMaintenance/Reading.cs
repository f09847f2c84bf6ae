namespace Serverless.Pipelines.MachineMaintenance;

/// <summary>What a machine's sensors say.</summary>
/// <param name="Id">The reading's own id.</param>
/// <param name="DeviceId">The machine.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Temperature">Of the bearing, in the scale named.</param>
/// <param name="Vibration">In mm/s.</param>
/// <param name="Scale"><c>C</c> or <c>F</c>.</param>
/// <param name="Power">Of the motor, 0 to 1 of the nominal one.</param>
public sealed record Reading(string Id, string DeviceId, DateTimeOffset At, double? Temperature = null, double? Vibration = null, string Scale = "C", double Power = 0);
