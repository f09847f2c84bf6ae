namespace Serverless.Streams.Fold;

/// <summary>What is stored of one definition in one shard.</summary>
/// <param name="Name">Its name; null where the plan does not have it any more.</param>
/// <param name="Hash">Under which it is stored.</param>
/// <param name="Keys">How many keys have some of it.</param>
/// <param name="Bytes">How many bytes it takes, without the keys.</param>
/// <param name="Oldest">The time of the oldest row, or the start of the oldest window; null where nothing says.</param>
internal sealed record StateLine(string? Name, ulong Hash, long Keys, long Bytes, long? Oldest);
