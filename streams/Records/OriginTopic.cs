namespace Serverless.Streams.Records;

/// <summary>A topic whose partitions are origins of a shard.</summary>
/// <param name="Topic">The hash of its name.</param>
/// <param name="Epoch">The source's epoch, or the keyed topic's generation.</param>
/// <param name="Partitions">How many partitions it has.</param>
internal readonly record struct OriginTopic(ulong Topic, long Epoch, int Partitions);
