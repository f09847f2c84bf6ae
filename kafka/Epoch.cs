namespace Serverless.Kafka;

/// <summary>Which source it is: a broker that starts with an empty memory is a new one, and says so with a higher number.</summary>
/// <param name="Count">The number, from 1; it only rises.</param>
/// <param name="Id">Made anew with every number.</param>
public sealed record Epoch(long Count, Guid Id);
