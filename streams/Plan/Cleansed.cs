namespace Serverless.Streams.Plan;

/// <summary>What came of a source record.</summary>
internal readonly record struct Cleansed
{
    /// <summary>What came of it.</summary>
    public required CleansedKind Kind { get; init; }

    /// <summary>The clean record.</summary>
    public object? Record { get; init; }

    /// <summary>Its event time, milliseconds since the epoch.</summary>
    public long Time { get; init; }

    /// <summary>Of a dead letter: one word (<c>decode</c>, <c>require</c>, <c>reject</c>, <c>unusual</c>, <c>match</c>, <c>convert</c>, <c>future</c>, <c>size</c>, <c>error</c>). Of a dropped record: the user's name for it.</summary>
    public string Reason { get; init; }

    /// <summary>The rule in words.</summary>
    public string Rule { get; init; }

    /// <summary>The field, where there is one.</summary>
    public string? Field { get; init; }

    /// <summary>What was found, at most 200 characters.</summary>
    public string? Detail { get; init; }

    /// <summary>One bit per step of the source that changed, marked or ended it.</summary>
    public ulong Steps { get; init; }
}
