using Serverless.Streams.Records;

namespace Serverless.Streams.Fold;

/// <summary>What a shard knows of one origin.</summary>
internal sealed class OriginMark
{
    /// <summary>Lineage: the highest position taken. What is not above it is a repeat.</summary>
    public OriginPosition Position { get; set; } = OriginPosition.None;

    /// <summary>The greatest watermark that it sent.</summary>
    public long Watermark { get; set; } = long.MinValue;

    /// <summary>Declared, never inferred: by a tick, or by an upstream shard's own word.</summary>
    public bool IsIdle { get; set; }
}
