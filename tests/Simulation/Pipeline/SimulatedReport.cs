namespace Serverless.Tests.Simulation.Pipeline;

internal sealed record SimulatedReport(string Id, string Terminal, DateTimeOffset At, DateTimeOffset ReportedAt);
