using Serverless.Durable.Ports;
using Serverless.Durable.Stages;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>Limits that are small enough for a run of seconds.</summary>
internal static class SimulatedOptions
{
    private const int FewBytes = 300;

    public static StageOptions Of(SimulatedWorld world) => new()
    {
        PieceSize = 8,
        OutputPieceSize = 5,
        CheckpointRecords = 25,
        CheckpointInterval = TimeSpan.FromSeconds(3),
        CheckpointPause = TimeSpan.FromMilliseconds(200),
        ProgressInterval = TimeSpan.FromMilliseconds(300),
        GateTimeout = TimeSpan.FromSeconds(2),
        InlineBytes = world.Scenario.HasSegments ? FewBytes : Save.InlineLimit,
        SaveExpiry = TimeSpan.FromMilliseconds(1_500),
        SegmentRetention = TimeSpan.FromSeconds(3),
    };
}
