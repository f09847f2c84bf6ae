namespace Serverless.Tests.Simulation.Cluster;

/// <summary>A promise was broken. The message has the seed that shows it again, and the end of the trace.</summary>
internal sealed class SimulationException(SimulatedScheduler scheduler, string problem)
    : Exception($"Seed {scheduler.Seed}: {problem}{Environment.NewLine}{string.Join(Environment.NewLine, scheduler.Trace.TakeLast(60))}");
