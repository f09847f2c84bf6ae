namespace Serverless.Durable.Checkpoints;

/// <summary>Another worker has taken the shard over: this one must forget it.</summary>
internal sealed class ShardTakenException(string message) : Exception(message);
