namespace Serverless.Durable.Checkpoints;

/// <summary>What a shard has taken from one origin: its lineage.</summary>
/// <param name="Topic">The source's topic, or the keyed topic of the stage before; null where the plan does not have it any more.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Epoch">The source's epoch, or the keyed topic's generation.</param>
/// <param name="Offset">The highest offset taken; -1 before the first.</param>
/// <param name="Watermark">The greatest watermark that it sent; null before the first.</param>
/// <param name="IsIdle">Whether it was declared idle.</param>
public sealed record StoredOrigin(string? Topic, int Partition, long Epoch, long Offset, DateTimeOffset? Watermark, bool IsIdle);
