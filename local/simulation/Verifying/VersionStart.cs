namespace Serverless.Local.Simulation.Verifying;

/// <summary>From where on a model version made the predictions of a partition.</summary>
/// <param name="Model">Name and version, for example <c>card-fraud@2</c>.</param>
/// <param name="Offset">The offset of its first prediction in the topic of predictions.</param>
public sealed record VersionStart(string Model, long Offset);
