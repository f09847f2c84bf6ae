namespace Serverless.Durable.Checkpoints;

/// <summary>A business id that a shard remembers.</summary>
/// <param name="Topic">The source's topic.</param>
/// <param name="Id">The id.</param>
/// <param name="Until">The watermark that lets it be forgotten.</param>
public sealed record StoredId(string Topic, string Id, DateTimeOffset? Until);
