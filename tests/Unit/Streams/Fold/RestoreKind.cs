namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>How a shard is stored, thrown away and loaded again.</summary>
internal enum RestoreKind
{
    None,

    /// <summary>Everything, at each restore.</summary>
    Snapshot,

    /// <summary>A base and one more segment at each restore.</summary>
    Segments,

    /// <summary>A base and one delta on top that covers all since, as checkpoints lie inline.</summary>
    Inline,
}
