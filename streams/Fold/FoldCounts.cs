namespace Serverless.Streams.Fold;

/// <summary>What a shard counted since it was loaded. Not state: a replay counts again.</summary>
internal sealed class FoldCounts
{
    /// <summary>Events of the log that were above lineage.</summary>
    public long Events { get; set; }

    /// <summary>Repeats by lineage.</summary>
    public long Repeats { get; set; }

    /// <summary>Repeats by the business's id.</summary>
    public long Duplicates { get; set; }

    /// <summary>Events beyond the horizon: not scored, in no aggregate.</summary>
    public long Late { get; set; }

    /// <summary>Dead letters of this stage.</summary>
    public long Dead { get; set; }

    /// <summary>Windows that fired, revisions included.</summary>
    public long Windows { get; set; }
}
