namespace Serverless.Tests.Simulation.Faults;

/// <summary>Where a process waits for the world: every await of a port, of a trigger and of a pause.</summary>
internal enum AwaitPoint
{
    /// <summary>The host is about to get a batch.</summary>
    Trigger,

    /// <summary>Between two ticks of Clock.</summary>
    Tick,

    /// <summary>The pause after a failure.</summary>
    Backoff,

    /// <summary>Reads a range of a partition.</summary>
    Read,

    /// <summary>Asks for a partition's start and end.</summary>
    Bounds,

    /// <summary>Asks for a topic's number of partitions.</summary>
    Partitions,

    /// <summary>Looks for a writer's last id.</summary>
    Tail,

    /// <summary>Asks for the group's offset.</summary>
    Committed,

    /// <summary>Commits an offset.</summary>
    Commit,

    /// <summary>Records are on their way to the log.</summary>
    Append,

    /// <summary>The log's answer is on its way back.</summary>
    Acknowledge,

    /// <summary>Loads a checkpoint.</summary>
    Load,

    /// <summary>Offers a checkpoint.</summary>
    Offer,

    /// <summary>Writes a segment of a checkpoint.</summary>
    WriteSegment,

    /// <summary>Reads a segment of a checkpoint.</summary>
    ReadSegment,

    /// <summary>Deletes old segments.</summary>
    Collect,

    /// <summary>Asks the store which model is wanted.</summary>
    Rollout,

    /// <summary>Opens a model.</summary>
    LoadModel,

    /// <summary>Scores a batch.</summary>
    Score,
}
