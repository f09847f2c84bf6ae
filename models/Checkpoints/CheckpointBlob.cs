namespace Serverless.Models;

/// <summary>A blob of a shard, read whole.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ETag">Its version: what a replacement is conditional on.</param>
public sealed record CheckpointBlob(ReadOnlyMemory<byte> Content, string ETag);
