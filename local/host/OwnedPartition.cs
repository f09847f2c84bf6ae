namespace Serverless.Local.Host;

/// <summary>A partition that is a host's.</summary>
/// <param name="Topic">A source, or a keyed topic.</param>
/// <param name="Partition">Its number; of a keyed topic: the shard's.</param>
/// <param name="IsReady">Whether it is followed: a shard is in memory, a source's partition is read.</param>
/// <param name="Position">The next offset; null while it is not known.</param>
public sealed record OwnedPartition(string Topic, int Partition, bool IsReady, long? Position);
