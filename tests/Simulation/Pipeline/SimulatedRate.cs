namespace Serverless.Tests.Simulation.Pipeline;

/// <summary>A row of the reference table: says which version it is of.</summary>
internal sealed record SimulatedRate(string Terminal, long Revision);
