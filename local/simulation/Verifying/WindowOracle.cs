using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.Ledger;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Simulation.Verifying;

/// <summary>What the hourly window of each terminal should hold, made from the world again.</summary>
internal static class WindowOracle
{
    private const long Hour = 3_600_000;

    /// <summary>How many results differ. Not asked where payments came too late: then a window rightly holds less.</summary>
    public static long Wrong(SentLedger sent, WorldOptions options, string window, IReadOnlyDictionary<WindowName, (long Revision, long Count)> read)
    {
        if (sent.Counts.TooLate > 0 || sent.Good.Count == 0 || read.Count == 0)
            return 0;

        CardWorld world = new(options);
        Dictionary<WindowName, long> expected = [];
        foreach (var payment in world.Range(0, sent.Good.Keys.Max(id => id.Day) + 1).Where(payment => sent.Good.ContainsKey(payment.Id)))
        {
            WindowName name = new(window, RecordEncoder.TerminalId(payment.Terminal), ((payment.Time / Hour) + 1) * Hour);
            expected[name] = expected.GetValueOrDefault(name) + 1;
        }

        return read.LongCount(result => result.Key.Window == window && result.Value.Count != expected.GetValueOrDefault(result.Key));
    }
}
