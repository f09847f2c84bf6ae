namespace Serverless.Functions;

/// <summary>Which of a shard's entities is the newest, as its blob says.</summary>
/// <param name="Number">From 1.</param>
/// <param name="DeployRevision">The highest deployment that has offered to this shard: an older one opens no other entity. 0: none yet.</param>
/// <param name="ETag">The blob's version; null where there is no blob.</param>
internal sealed record Generation(long Number, long DeployRevision, string? ETag);
