using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>Per key: how many events its closed windows have counted or called late, and how many they should.</summary>
internal static class WindowTotals
{
    private const long Minute = 60_000;

    public static IEnumerable<(string Key, int Counted, int Due)> Of(
        string window, Func<SimulatedEvent, string> keyOf, IReadOnlyCollection<SeenOutput> outputs, SourceTruth truth, long watermark)
    {
        var (events, dead) = (truth.Events, outputs.Where(output => output.Type == "dead").Select(output => output.Id).ToHashSet(StringComparer.Ordinal));
        var counted = outputs.Where(output => output.Window == window).GroupBy(output => output.Id)
            .Select(revisions => (Key: revisions.Key.Split(' ')[0], revisions.MaxBy(output => output.Revision)!.Count))
            .Concat(outputs.Where(output => output.Type == "late" && output.Rule == window).Select(output => (Key: keyOf(events[output.Id]), Count: 1)))
            .GroupBy(total => total.Key).ToDictionary(key => key.Key, key => key.Sum(total => total.Count));
        var due = outputs.Where(output => output.Type == "prediction").Select(output => output.Id)
            .Concat(truth.Unscorable.Where(entry => dead.Contains(entry.Value)).Select(entry => entry.Key)).Select(id => events[id])
            .Where(good => (((good.At.ToUnixTimeMilliseconds() / Minute) + 1) * Minute) - 1 <= watermark)
            .CountBy(keyOf).ToDictionary();
        return counted.Keys.Union(due.Keys).Order(StringComparer.Ordinal).Select(key => (key, counted.GetValueOrDefault(key), due.GetValueOrDefault(key)));
    }

    /// <summary>Of both keys. In the end every partition has ended or is idle: the watermark is the greatest of all, of the sources that enter a key or lie before it.</summary>
    public static IEnumerable<(string Key, int Counted, int Due)> All(SourceTruth truth, IReadOnlyCollection<SeenOutput> outputs) =>
        Of("customer_minute", good => good.Customer, outputs, truth, truth.Watermarks[Simulated.Events])
            .Concat(Of("terminal_minute", good => good.Terminal, outputs, truth, truth.Watermarks.Values.Max()));
}
