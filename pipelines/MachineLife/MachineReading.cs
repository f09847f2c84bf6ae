namespace Serverless.Pipelines.MachineLife;

/// <summary>A reading within a prediction.</summary>
/// <param name="DeviceId">The machine.</param>
/// <param name="Vibration">In mm/s.</param>
/// <param name="Temperature">In degrees Celsius.</param>
/// <param name="Power">Of the motor, 0 to 1.</param>
public sealed record MachineReading(string DeviceId, double? Vibration = null, double? Temperature = null, double Power = 0);
