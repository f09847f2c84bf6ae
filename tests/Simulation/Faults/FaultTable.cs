namespace Serverless.Tests.Simulation.Faults;

/// <summary>Which fault can happen where.</summary>
internal static class FaultTable
{
    private static readonly FaultKind[] Anywhere =
    [
        FaultKind.Crash, FaultKind.Pause, FaultKind.Delay, FaultKind.Reorder, FaultKind.MovePartition, FaultKind.KillEntity, FaultKind.SwapModel, FaultKind.SecondClock,
    ];

    private static readonly FaultKind[][] ByPoint = [.. Enum.GetValues<AwaitPoint>().Select(point => Anywhere.Concat(OfOperation(point)).ToArray())];

    // A crash and a pause tell most: they come more often than the others.
    private static readonly FaultKind[][] Drawn = [.. ByPoint.Select(kinds => kinds.Concat([FaultKind.Crash, FaultKind.Pause]).ToArray())];

    /// <summary>All that can happen at a point.</summary>
    public static IReadOnlyList<FaultKind> At(AwaitPoint point) => ByPoint[(int)point];

    public static FaultKind Draw(AwaitPoint point, Random random)
    {
        var kinds = Drawn[(int)point];
        return kinds[random.Next(kinds.Length)];
    }

    private static FaultKind[] OfOperation(AwaitPoint point) => point switch
    {
        AwaitPoint.Trigger => [FaultKind.Repeat, FaultKind.Lose],
        AwaitPoint.Tick or AwaitPoint.Backoff or AwaitPoint.Acknowledge => [],
        AwaitPoint.Append => [FaultKind.Refuse, FaultKind.LoseAnswer, FaultKind.Tear, FaultKind.LandLate, FaultKind.Repeat],
        AwaitPoint.Commit => [FaultKind.Refuse, FaultKind.LoseAnswer, FaultKind.LandLate, FaultKind.Repeat],
        AwaitPoint.Offer => [FaultKind.Refuse, FaultKind.LoseAnswer, FaultKind.LandLate, FaultKind.Repeat, FaultKind.Lose],
        AwaitPoint.WriteSegment => [FaultKind.Refuse, FaultKind.LoseAnswer, FaultKind.Tear, FaultKind.LandLate],
        _ => [FaultKind.Refuse, FaultKind.LoseAnswer],
    };
}
