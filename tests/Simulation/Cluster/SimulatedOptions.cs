using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Streams.Plan;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>Limits that are small enough for a run of seconds.</summary>
internal static class SimulatedOptions
{
    private const int FewBytes = 300;

    public static StageOptions Of(SimulatedWorld world, SimulatedInstance instance) => new()
    {
        Epoch = world.Plan.Keeps(ProtocolRule.EpochIsRaised) ? instance.Epoch : 1,
        DeployRevision = world.Plan.Keeps(ProtocolRule.DeployRevisionIsCompared) ? instance.DeployRevision : 1,
        PieceSize = 8,
        OutputPieceSize = 5,
        CheckpointRecords = world.Scenario.HasSlowStore ? 10 : 25,
        CheckpointInterval = TimeSpan.FromSeconds(world.Scenario.LeavesEntities ? 1 : 3),
        CheckpointPause = TimeSpan.FromMilliseconds(200),
        ProgressInterval = TimeSpan.FromMilliseconds(300),
        GateTimeout = TimeSpan.FromSeconds(2),
        InlineBytes = world.Scenario.HasSegments ? FewBytes : Save.InlineLimit,
        SaveExpiry = world.Scenario.LeavesEntities ? TimeSpan.FromSeconds(20) : TimeSpan.FromMilliseconds(1_500),
        SegmentRetention = world.Scenario.LeavesEntities ? TimeSpan.FromSeconds(40) : TimeSpan.FromSeconds(3),
    };
}
