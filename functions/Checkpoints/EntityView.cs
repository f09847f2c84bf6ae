namespace Serverless.Functions;

/// <summary>A shard's entity as the durable client shows it.</summary>
/// <param name="Generation">Which of the shard's entities it is.</param>
/// <param name="Modified">When it last ran an operation.</param>
/// <param name="State">What it keeps.</param>
internal sealed record EntityView(long Generation, DateTimeOffset Modified, WindowStateData State);
