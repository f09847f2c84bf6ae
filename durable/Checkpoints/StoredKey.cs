using System.Collections.Immutable;

namespace Serverless.Durable.Checkpoints;

/// <summary>What the checkpoints of one key's shards hold.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="Shards">How many shards have a checkpoint.</param>
/// <param name="Keys">How many keys there are.</param>
/// <param name="Ids">How many business ids are remembered.</param>
/// <param name="Waiting">How many events wait for the watermark.</param>
/// <param name="Bytes">How many bytes the newest checkpoints and their segments take.</param>
/// <param name="Watermark">The least watermark of the shards; null where one has none.</param>
/// <param name="Definitions">What there is, per definition.</param>
/// <param name="Warming">Aggregates that are newer than the state, and from when they are exact; those that are exact by now are left out.</param>
public sealed record StoredKey(
    string Name, int Shards, long Keys, long Ids, long Waiting, long Bytes, DateTimeOffset? Watermark, ImmutableArray<StoredDefinition> Definitions,
    ImmutableArray<WarmingAggregate> Warming);
