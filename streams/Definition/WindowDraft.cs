using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>What was said about a window that closes.</summary>
internal sealed class WindowDraft(string name, TimeSpan size, TimeSpan offset, TimeSpan allowedLateness, Condition? condition)
{
    public string Name { get; } = name;

    public TimeSpan Size { get; } = size;

    public TimeSpan Offset { get; } = offset;

    public TimeSpan AllowedLateness { get; } = allowedLateness;

    /// <summary>Which events enter; null: all.</summary>
    public Condition? Condition { get; } = condition;

    /// <summary>The aggregates, and the handles of the open window's values so far.</summary>
    public List<(Number Handle, WindowAggregatePlan Plan)> Aggregates { get; } = [];
}
