namespace Serverless.Local.Host;

/// <summary>How a host is doing.</summary>
/// <param name="IsReady">Whether every shard is in memory and sources are read.</param>
/// <param name="Reason">Why it is not ready; null where it is.</param>
/// <param name="Epoch">The epoch of the sources.</param>
/// <param name="KeyedLag">Records of keyed topics that are not folded yet.</param>
/// <param name="Watermark">The least watermark of the last keyed stage's shards, milliseconds since the epoch; null while one has none.</param>
/// <param name="Models">The versions in force, with the number of shards of each: <c>card-fraud@2</c>.</param>
/// <param name="Tables">The versions of reference tables in force, likewise: <c>items@3</c>.</param>
/// <param name="Owned">The partitions that are this host's: on files all of them, on Kafka those that the consumer group has given to it.</param>
/// <param name="Counters">What was counted since the start, by name and detail.</param>
public sealed record HostStatus(
    bool IsReady,
    string? Reason,
    long Epoch,
    long KeyedLag,
    long? Watermark,
    IReadOnlyDictionary<string, int> Models,
    IReadOnlyDictionary<string, int> Tables,
    IReadOnlyList<OwnedPartition> Owned,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Counters);
