namespace Serverless.Tests.Simulation.UsualWay;

/// <summary>One entity per key, with a count. The platform itself is taken to be perfect: a signal that was accepted is applied, once.</summary>
internal sealed class UsualEntities
{
    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    public void Signal(string key) => Counts[key] = Counts.GetValueOrDefault(key) + 1;
}
