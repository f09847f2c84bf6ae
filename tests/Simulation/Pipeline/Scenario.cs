namespace Serverless.Tests.Simulation.Pipeline;

/// <summary>What kind of run a seed is.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="KnowsIdle">Whether partitions may be declared idle.</param>
/// <param name="IsGrouped">Whether partitions have one owner at a time, and move; else every process works on all.</param>
/// <param name="HasSegments">Whether checkpoints outgrow what may lie inline.</param>
/// <param name="IsChained">Whether a second pipeline reads the predictions.</param>
/// <param name="BeginsAnew">Whether the sources begin anew, empty and with a higher epoch, as soon as all is committed.</param>
/// <param name="IsUpgraded">Whether a new version of the pipeline is deployed, while processes of the old one work on.</param>
/// <param name="LeavesEntities">Whether an entity may be stuck for good, so that its shard goes on with the next generation.</param>
/// <param name="LosesLog">Whether a keyed partition loses all its records, so that somebody has to say so.</param>
/// <param name="AtWatermark">Whether events wait for the watermark; no partition is idle then, so that each goes on in time.</param>
/// <param name="HasSlowStore">Whether offers of checkpoints are long on their way, beyond the life of the segments that they name.</param>
internal sealed record Scenario(
    int Seed, bool KnowsIdle, bool IsGrouped, bool HasSegments, bool LosesLog, bool IsChained, bool BeginsAnew, bool IsUpgraded, bool LeavesEntities, bool AtWatermark,
    bool HasSlowStore)
{
    public static Scenario Of(int seed)
    {
        // Apart from the scheduler's numbers: a new kind of run does not change what the other seeds do.
        // Spread, since seeds that follow each other give similar first numbers.
        var random = new Random(unchecked((int)(uint)(seed * 2_654_435_761L)));
        var scenario = new Scenario(
            seed,
            KnowsIdle: random.Next(4) > 0,
            IsGrouped: random.Next(2) == 0,
            HasSegments: random.Next(2) == 0,
            LosesLog: random.Next(16) == 0,
            IsChained: random.Next(6) == 0,
            BeginsAnew: random.Next(5) == 0,
            IsUpgraded: random.Next(4) == 0,
            LeavesEntities: random.Next(3) == 0,
            AtWatermark: random.Next(2) == 0,
            HasSlowStore: random.Next(3) == 0);
        return scenario with
        {
            LeavesEntities = scenario.LeavesEntities && !scenario.IsUpgraded,
            HasSlowStore = scenario is { HasSlowStore: true, HasSegments: true, LeavesEntities: false, LosesLog: false },
            AtWatermark = scenario is { AtWatermark: true, KnowsIdle: false, IsChained: false, BeginsAnew: false, IsUpgraded: false },
        };
    }
}
