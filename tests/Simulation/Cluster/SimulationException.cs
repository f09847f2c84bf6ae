namespace Serverless.Tests.Simulation.Cluster;

/// <summary>A promise was broken. The message has the seed that shows it again, and the end of the trace.</summary>
internal sealed class SimulationException(SimulatedScheduler scheduler, string problem)
    : Exception($"Seed {scheduler.Seed}: {problem}{Environment.NewLine}{string.Join(Environment.NewLine, scheduler.Trace.TakeLast(60))}")
{
    /// <summary>What was broken, in one line.</summary>
    public string Problem { get; } = $"Seed {scheduler.Seed}: {problem.Split('\n')[0].TrimEnd('\r', ';', ' ')}";

    /// <summary>All that happened.</summary>
    public IReadOnlyList<string> Trace => scheduler.Trace;
}
