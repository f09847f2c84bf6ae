using System.Collections.Immutable;

namespace Serverless.Durable.Checkpoints;

/// <summary>What is stored under one key, as of its shard's checkpoint.</summary>
/// <param name="Key">The key.</param>
/// <param name="Shard">Its shard.</param>
/// <param name="Position">The offset up to which the shard's log is in it.</param>
/// <param name="Watermark">The shard's watermark; null while it has none.</param>
/// <param name="At">The event time that the trailing values are told for: the watermark, or the newest row where that is later; null where there is neither.</param>
/// <param name="Values">The trailing values by name, as an event of that time would see them: numbers, texts or lists; null where one is missing.</param>
/// <param name="Windows">Windows, newest first; hopping ones by the panes that they share.</param>
public sealed record StoredValues(
    string Key, int Shard, long Position, DateTimeOffset? Watermark, DateTimeOffset? At, IReadOnlyDictionary<string, object?> Values, ImmutableArray<StoredWindow> Windows);
