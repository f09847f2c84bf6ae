using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>An event of the log, read, with all that the user's lambdas say of it: nothing of the state has changed yet.</summary>
internal readonly record struct ReadEvent
{
    public SourcePlan? Source { get; init; }

    public object? Record { get; init; }

    public ReadOnlyMemory<byte> Json { get; init; }

    public string? UniqueId { get; init; }

    /// <summary>Its row in the batch; -1 where it is not a scored event.</summary>
    public int Row { get; init; }

    public Failure? Failure { get; init; }
}
