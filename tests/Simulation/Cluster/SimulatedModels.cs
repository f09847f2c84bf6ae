using Serverless.Streams.Records;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>The store of models: which version is wanted.</summary>
internal sealed class SimulatedModels(int width)
{
    public long Revision { get; set; } = 1;

    /// <summary>The model's number of features.</summary>
    public int Width => width;

    public static Activation Activation(long revision) => new("simulated", revision, $"{revision}", new string('a', 64));
}
