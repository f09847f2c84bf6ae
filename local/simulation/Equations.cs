namespace Serverless.Local.Simulation;

/// <summary>The equations that hold once everything has drained: what was sent, what was counted by the host, and what was read add up.</summary>
public static class Equations
{
    /// <summary>The equations that do not hold.</summary>
    /// <param name="sent">The simulator's ledger.</param>
    /// <param name="read">What the independent reader found.</param>
    /// <param name="host">What the host counted since the first record; null where it was killed, since a replay counts again.</param>
    /// <param name="isClosed">Whether the watermark has passed the ends of all windows.</param>
    /// <returns>Each with its name and both sides; none if all hold.</returns>
    public static IReadOnlyList<string> Broken(SimulateSummary sent, VerifyReport read, HostCounters? host = null, bool isClosed = false)
    {
        ArgumentNullException.ThrowIfNull(sent);
        ArgumentNullException.ThrowIfNull(read);
        List<string> broken = [];
        Ledger(broken, sent);
        Predictions(broken, sent, read);
        Dead(broken, sent, read);
        Alerts(broken, read);
        Windows(broken, sent, read, isClosed);
        if (host is not null)
            Host(broken, sent, read, host);
        return broken;
    }

    private static void Ledger(List<string> broken, SimulateSummary sent)
    {
        Equal(broken, "sent = good + copies + malformed + incomplete + rejected + test", sent.Sent, sent.Good + sent.Copies + sent.Malformed + sent.Incomplete + sent.Rejected + sent.Test);
        Equal(broken, "malformed + incomplete + rejected = Σ expected dead letters", sent.Malformed + sent.Incomplete + sent.Rejected, sent.Dead.Values.Sum());
    }

    private static void Predictions(List<string> broken, SimulateSummary sent, VerifyReport read)
    {
        Equal(broken, "predictions = good − late unscored − dead keyed", read.Predictions, sent.Good - read.LateUnscored - read.DeadKeyed);
        Equal(broken, "predictions = Σ per decision", read.Predictions, read.Decisions.Values.Sum());
        Equal(broken, "predictions = Σ per model version", read.Predictions, read.Models.Values.Sum());
        Equal(broken, "predictions = Σ per partition", read.Predictions, read.Partitions.Values.Sum());
        Equal(broken, "lost = 0", read.Lost, 0);
        Equal(broken, "unexpected = 0", read.Unexpected, 0);
        Equal(broken, "duplicated = 0", read.Duplicated, 0);
        Equal(broken, "out of order = 0", read.OutOfOrder, 0);
        Equal(broken, "unreadable = 0", read.Unreadable, 0);
        Equal(broken, "predictions with a wrong aggregate = 0", read.AggregatesWrong, 0);
        AtMost(broken, "late unscored ≤ sent too late", read.LateUnscored, sent.TooLate);
    }

    private static void Dead(List<string> broken, SimulateSummary sent, VerifyReport read)
    {
        Equal(broken, "dead = malformed + incomplete + rejected + dead keyed", read.Dead, sent.Malformed + sent.Incomplete + sent.Rejected + read.DeadKeyed);
        Equal(broken, "dead = distinct origins", read.Dead, read.DeadOrigins);
        foreach (var reason in sent.Dead.Keys.Union(read.DeadReasons.Keys).Order(StringComparer.Ordinal))
        {
            Equal(broken, $"dead letters of reason {reason} = those sent", read.DeadReasons.GetValueOrDefault(reason), sent.Dead.GetValueOrDefault(reason));
        }

        Equal(broken, "dead letters missing, by bytes = 0", read.DeadMissing, 0);
        Equal(broken, "dead letters unexpected, by bytes = 0", read.DeadUnexpected, 0);
    }

    private static void Alerts(List<string> broken, VerifyReport read)
    {
        Equal(broken, "alerts = predictions with another decision than allow", read.Alerts, read.Decisions.Where(decision => decision.Key != "allow").Sum(decision => decision.Value));
        Equal(broken, "alerts = true positives + false positives", read.Alerts, read.TruePositives + read.FalsePositives);
    }

    private static void Windows(List<string> broken, SimulateSummary sent, VerifyReport read, bool isClosed)
    {
        const string Name = "Σ of windows + late";
        if (isClosed)
            Equal(broken, $"{Name} = good", read.WindowEvents + read.Late, sent.Good);
        else
            AtMost(broken, $"{Name} ≤ good", read.WindowEvents + read.Late, sent.Good);
        Equal(broken, "windows with a wrong count = 0", read.WindowsWrong, 0);
    }

    private static void Host(List<string> broken, SimulateSummary sent, VerifyReport read, HostCounters host)
    {
        Equal(broken, "events in = sent", host.EventsIn, sent.Sent);
        Equal(broken, "events in = clean + dead + dropped", host.EventsIn, host.Clean + host.Dead + host.Dropped);
        Equal(broken, "clean = good + copies", host.Clean, sent.Good + sent.Copies);
        Equal(broken, "dead of Cleanse = malformed + incomplete + rejected", host.Dead, sent.Malformed + sent.Incomplete + sent.Rejected);
        Equal(broken, "dropped = test", host.Dropped, sent.Test);
        Equal(broken, "clean = duplicates + late + dead keyed + predictions", host.Clean, host.Duplicates + host.Late + read.DeadKeyed + read.Predictions);
        Equal(broken, "duplicates = copies", host.Duplicates, sent.Copies);
        Equal(broken, "late = late unscored", host.Late, read.LateUnscored);
    }

    private static void Equal(List<string> broken, string name, long left, long right)
    {
        if (left != right)
            broken.Add($"{name}: {left} ≠ {right}");
    }

    private static void AtMost(List<string> broken, string name, long left, long right)
    {
        if (left > right)
            broken.Add($"{name}: {left} > {right}");
    }
}
