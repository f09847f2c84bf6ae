namespace Serverless.Tests.Simulation.Pipeline;

internal sealed record SimulatedPrediction(string Id, DateTimeOffset Time, string Decision, SimulatedEvent Event);
