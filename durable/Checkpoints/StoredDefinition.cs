namespace Serverless.Durable.Checkpoints;

/// <summary>What is stored of one definition under a key, over all shards.</summary>
/// <param name="Key">The key's name.</param>
/// <param name="Name">The window's name, or <c>rows of</c> and the source; null where the plan does not have it any more.</param>
/// <param name="Hash">The hash under which it is stored: 16 hexadecimal digits.</param>
/// <param name="Keys">How many keys have some of it.</param>
/// <param name="Bytes">How many bytes it takes, without the keys themselves.</param>
/// <param name="Oldest">The time of the oldest row, or the start of the oldest open window; null where there is none.</param>
public sealed record StoredDefinition(string Key, string? Name, string Hash, long Keys, long Bytes, DateTimeOffset? Oldest);
