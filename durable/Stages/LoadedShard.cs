using Serverless.Durable.Checkpoints;
using Serverless.Streams.Fold;

namespace Serverless.Durable.Stages;

/// <summary>A shard in memory.</summary>
/// <param name="Fold">Its state.</param>
/// <param name="State">The stored form.</param>
/// <param name="Checkpoints">What was offered and taken.</param>
internal sealed record LoadedShard(KeyedFold Fold, FoldState State, CheckpointKeeper Checkpoints);
