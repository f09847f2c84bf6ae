namespace Serverless.Tests.Simulation.Pipeline;

internal sealed record SimulatedEvent(string Id, string Customer, string Terminal, DateTimeOffset At, double? Amount = null);
