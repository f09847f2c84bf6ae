namespace Serverless.Streams.Plan;

/// <summary>A member of a record type.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Type">Its type.</param>
public sealed record FieldPlan(string Name, Type Type);
