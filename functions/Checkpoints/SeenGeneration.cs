namespace Serverless.Functions;

/// <summary>What an instance knows of a shard's newest entity.</summary>
/// <param name="Newest">The entity.</param>
/// <param name="At">When its blob was read.</param>
/// <param name="IsEmpty">It has no state of its own yet, and an older one's still holds: it takes a snapshot only.</param>
internal sealed record SeenGeneration(Generation Newest, DateTimeOffset At, bool IsEmpty);
