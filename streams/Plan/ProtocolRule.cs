namespace Serverless.Streams.Plan;

/// <summary>
/// Rules of the protocol that the simulation breaks, one at a time, to prove that it would find the fault that each prevents. A plan that is built keeps them all.
/// </summary>
[Flags]
internal enum ProtocolRule : long
{
    /// <summary>All are kept.</summary>
    None = 0,

    /// <summary>What is not above an origin's mark is a repeat.</summary>
    Lineage = 1L << 0,

    /// <summary>The horizon is judged before <c>Unique</c>.</summary>
    HorizonBeforeUnique = 1L << 1,

    /// <summary>A <c>Unique</c> repeat moves its origin's watermark like any record.</summary>
    RepeatMovesWatermark = 1L << 2,

    /// <summary>Idle is declared only of a partition whose committed offset equals its end.</summary>
    IdleIsDeclared = 1L << 3,

    /// <summary>Clock goes on until the longest idle time-out has passed.</summary>
    TicksGoOn = 1L << 4,

    /// <summary>An origin counts from its naming on, not from its first record.</summary>
    OriginsAreNamed = 1L << 5,

    /// <summary>A tick that is not newer is ignored whole.</summary>
    OldTickIsIgnored = 1L << 6,

    /// <summary>The model in force is that of the log, not the store's newest.</summary>
    ActivationFromLog = 1L << 7,

    /// <summary>The checkpoint holds the activations in force.</summary>
    ActivationInCheckpoint = 1L << 8,

    /// <summary>A keyed stage's outputs carry the watermark from before their record.</summary>
    OutputsCarryWatermarkBefore = 1L << 9,

    /// <summary>Progress that says idle does not make its origin active.</summary>
    IdleProgressDoesNotRevive = 1L << 10,

    /// <summary>Data goes first, then progress.</summary>
    DataBeforeProgress = 1L << 11,

    /// <summary>Cleanse's memory moves after the acknowledgements.</summary>
    MemoryAfterAcknowledgements = 1L << 12,

    /// <summary>The last progress is never left out.</summary>
    LastProgressIsSent = 1L << 13,

    /// <summary>Silence is decided topic by topic.</summary>
    TailPerTopic = 1L << 14,

    /// <summary>A position is offered after the acknowledgements.</summary>
    OfferAfterAcknowledgements = 1L << 15,

    /// <summary>Every tick carries the whole rollout.</summary>
    EveryTickCarriesRollout = 1L << 16,

    /// <summary>A keyed stage's progress goes to every shard, also to those that got data.</summary>
    ProgressToEveryShard = 1L << 17,

    /// <summary>Idle is said only at the log's end.</summary>
    IdleAtLogEndOnly = 1L << 18,

    /// <summary>A recovered piece tells its progress as a batch does.</summary>
    RecoveryTellsProgress = 1L << 19,

    /// <summary>An appender waits until the shard's log names it.</summary>
    GateBeforeFirstAppend = 1L << 20,

    /// <summary>The host commits after the acknowledgements. Kept by hosts.</summary>
    CommitAfterAcknowledgements = 1L << 21,

    /// <summary>The writer leaves no gap. Kept by logs.</summary>
    WriterIsGapless = 1L << 22,

    /// <summary>One request in flight. Kept by logs.</summary>
    OneInFlight = 1L << 23,

    /// <summary>One last id per writer and partition. Kept by readers.</summary>
    LastIdPerWriter = 1L << 24,

    /// <summary>Economy: what was published before is not published again.</summary>
    TailIsRead = 1L << 25,

    /// <summary>A hole below a batch is read first.</summary>
    HoleIsRead = 1L << 26,

    /// <summary>Cleansing says the same of a record at every try. Kept by pipelines.</summary>
    CleansingIsFixed = 1L << 27,

    /// <summary>Economy: an offer may jump over what it was made on, since its values are absolute. Kept by stores.</summary>
    OfferMayJump = 1L << 28,

    /// <summary>A position is compared with the log's end before anything goes on from it.</summary>
    LogEndIsCompared = 1L << 29,

    /// <summary>The position of a record in a chained source is its id, not its offset.</summary>
    PositionIsId = 1L << 30,

    /// <summary>A source that begins anew has a higher epoch. Kept by hosts.</summary>
    EpochIsRaised = 1L << 31,

    /// <summary>A lower epoch does not replace a higher one.</summary>
    EpochsAreOrdered = 1L << 32,

    /// <summary>The checkpoint of a newer deployment is not replaced by an older one's. Kept by hosts.</summary>
    DeployRevisionIsCompared = 1L << 33,

    /// <summary>A definition's number is that of the checkpoint, not its place in the plan.</summary>
    NumbersAreKept = 1L << 34,

    /// <summary>New numbers are read back from the store before anything is published under them.</summary>
    NumbersAreConfirmed = 1L << 35,

    /// <summary>An offer that has expired is not taken. Kept by stores.</summary>
    OffersExpire = 1L << 36,
}
