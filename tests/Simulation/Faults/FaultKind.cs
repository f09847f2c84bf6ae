namespace Serverless.Tests.Simulation.Faults;

/// <summary>What goes wrong at an await.</summary>
internal enum FaultKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The process dies.</summary>
    Crash,

    /// <summary>The process stands still, others take over, and it goes on as a zombie.</summary>
    Pause,

    /// <summary>This one await takes long; the rest of the process goes on.</summary>
    Delay,

    /// <summary>Everything that waits at this moment, in all processes, goes first.</summary>
    Reorder,

    /// <summary>A partition gets another owner; the one before hears of it late.</summary>
    MovePartition,

    /// <summary>A shard's entity takes nothing any more; what is on its way to it is lost.</summary>
    KillEntity,

    /// <summary>The store wants another version of the model.</summary>
    SwapModel,

    /// <summary>One more Clock runs for a while.</summary>
    SecondClock,

    /// <summary>The operation is refused: nothing of it is done.</summary>
    Refuse,

    /// <summary>The operation is done, and its answer is lost.</summary>
    LoseAnswer,

    /// <summary>A part of a write is done, then it fails.</summary>
    Tear,

    /// <summary>A write fails, and lands later nevertheless.</summary>
    LandLate,

    /// <summary>A write or a batch comes twice, the second time later.</summary>
    Repeat,

    /// <summary>A batch or a signal never arrives, and nobody says so.</summary>
    Lose,
}
