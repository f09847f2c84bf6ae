namespace Serverless.Tests.Simulation.Faults;

/// <summary>How often each fault happened at each await.</summary>
internal sealed class Coverage
{
    private static readonly int Kinds = Enum.GetValues<FaultKind>().Length;

    private readonly long[] _counts = new long[Enum.GetValues<AwaitPoint>().Length * Kinds];

    public Coverage()
    {
    }

    /// <summary>As it was stored.</summary>
    public Coverage(IReadOnlyList<long> counts)
    {
        for (var index = 0; index < _counts.Length && index < counts.Count; index++)
        {
            _counts[index] = counts[index];
        }
    }

    public IReadOnlyList<long> Counts => _counts;

    /// <summary>The pairs that can happen.</summary>
    public static IEnumerable<(AwaitPoint Point, FaultKind Kind)> Pairs =>
        from point in Enum.GetValues<AwaitPoint>() from kind in FaultTable.At(point) select (point, kind);

    public long Of(AwaitPoint point, FaultKind kind) => _counts[((int)point * Kinds) + (int)kind];

    public void Hit(AwaitPoint point, FaultKind kind) => _counts[((int)point * Kinds) + (int)kind]++;

    public void Add(Coverage other)
    {
        for (var index = 0; index < _counts.Length; index++)
        {
            _counts[index] += other._counts[index];
        }
    }
}
