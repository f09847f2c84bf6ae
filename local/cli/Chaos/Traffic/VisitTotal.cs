using System.Collections.Immutable;

namespace Serverless.Local.Cli.Chaos.Traffic;

/// <summary>What was sent of a visit: when its last view was, how many there were, how long, and of which items.</summary>
internal readonly record struct VisitTotal(DateTimeOffset Last, long Pages, double Seconds, ImmutableHashSet<int> Items)
{
    public static VisitTotal None { get; } = new(DateTimeOffset.MinValue, 0, 0, []);

    public VisitTotal With(DateTimeOffset at, int item, double dwell) => new(at, Pages + 1, Seconds + dwell, Items.Add(item));
}
