namespace Serverless.Tests.Simulation.Pipeline;

/// <summary>What kind of run a seed is.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="KnowsIdle">Whether partitions may be declared idle.</param>
/// <param name="IsGrouped">Whether partitions have one owner at a time, and move; else every process works on all.</param>
/// <param name="HasSegments">Whether checkpoints outgrow what may lie inline.</param>
/// <param name="IsChained">Whether a second pipeline reads the predictions.</param>
/// <param name="LosesLog">Whether a keyed partition loses all its records, so that somebody has to say so.</param>
/// <param name="AtWatermark">Whether events wait for the watermark; no partition is idle then, so that each goes on in time.</param>
internal sealed record Scenario(int Seed, bool KnowsIdle, bool IsGrouped, bool HasSegments, bool LosesLog, bool IsChained, bool AtWatermark)
{
    public static Scenario Of(int seed)
    {
        // Apart from the scheduler's numbers: a new kind of run does not change what the other seeds do.
        var random = new Random(~seed);
        var scenario = new Scenario(
            seed, KnowsIdle: random.Next(4) > 0, IsGrouped: random.Next(2) == 0, HasSegments: random.Next(2) == 0, LosesLog: random.Next(16) == 0, IsChained: random.Next(6) == 0, AtWatermark: false);
        return scenario with { AtWatermark = !scenario.KnowsIdle && !scenario.IsChained && random.Next(2) == 0 };
    }
}
