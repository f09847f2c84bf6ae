namespace Serverless.Durable.Checkpoints;

/// <summary>An aggregate that is newer than the state of its key.</summary>
/// <param name="Name">Its name; of a window that closes, behind the window's.</param>
/// <param name="Exact">For what it is exact, in words: <c>events from</c>, <c>windows that start from</c> or <c>keys with as many records from</c>.</param>
/// <param name="From">And from when on, in every shard.</param>
public sealed record WarmingAggregate(string Name, string Exact, DateTimeOffset From);
