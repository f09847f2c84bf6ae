namespace Serverless.Pipelines.MachineLife;

/// <summary>What machine-maintenance predicted for a reading; the rest of it is not needed here.</summary>
/// <param name="Id">The reading's id.</param>
/// <param name="Time">When the reading was taken.</param>
/// <param name="Score">How unusual the machine was, 0 to 1.</param>
/// <param name="Event">The reading.</param>
public sealed record Prediction(string Id, DateTimeOffset Time, double Score, MachineReading Event);
