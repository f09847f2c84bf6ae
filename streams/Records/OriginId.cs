namespace Serverless.Streams.Records;

/// <summary>Who writes into a shard: a source's partition (through Cleanse) or an upstream shard.</summary>
/// <param name="Topic">The hash of the topic's name: the source's, or the upstream stage's keyed topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Epoch">The source's epoch, or the generation of the keyed topic.</param>
internal readonly record struct OriginId(ulong Topic, int Partition, long Epoch);
