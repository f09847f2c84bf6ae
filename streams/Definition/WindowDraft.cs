using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>What was said about a window that closes.</summary>
internal sealed class WindowDraft(string name, TimeSpan size, TimeSpan offset, TimeSpan allowedLateness)
{
    public string Name { get; } = name;

    public TimeSpan Size { get; } = size;

    public TimeSpan Offset { get; } = offset;

    public TimeSpan AllowedLateness { get; } = allowedLateness;

    public List<WindowAggregatePlan> Aggregates { get; } = [];
}
