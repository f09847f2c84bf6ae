using System.Collections.Immutable;
using Serverless.Local.Simulation;

namespace Serverless.Tests.Unit.Simulation;

public sealed class EquationsTests
{
    // 100 good, 5 copies, 9 dead letters, 2 dropped; 7 alerts, 4 of them right, 3 frauds missed.
    private static readonly SimulateSummary Sent = new()
    {
        Sent = 116,
        Good = 100,
        Copies = 5,
        Malformed = 4,
        Incomplete = 3,
        Rejected = 2,
        Test = 2,
        Frauds = 7,
        Dead = Map(("decode", 5), ("require", 2), ("reject", 2)),
    };

    private static readonly VerifyReport Read = new()
    {
        Predictions = 100,
        Predicted = 100,
        Decisions = Map(("allow", 93), ("review", 3), ("block", 4)),
        Models = Map(("card-fraud@1", 60), ("card-fraud@2", 40)),
        Partitions = ImmutableSortedDictionary<int, long>.Empty.Add(0, 55).Add(1, 45),
        Alerts = 7,
        TruePositives = 4,
        FalsePositives = 3,
        FalseNegatives = 3,
        Dead = 9,
        DeadOrigins = 9,
        DeadReasons = Map(("decode", 5), ("require", 2), ("reject", 2)),
        WindowEvents = 90,
    };

    private static readonly HostCounters Host = new(EventsIn: 116, Clean: 105, Dead: 9, Dropped: 2, Duplicates: 5, Late: 0);

    [Fact]
    public void All_hold_when_nothing_went_wrong() => Assert.Empty(Equations.Broken(Sent, Read, Host));

    [Fact]
    public void Windows_must_hold_everything_once_they_are_closed()
    {
        Assert.Equal(["Σ of windows + late = good: 90 ≠ 100"], Equations.Broken(Sent, Read, Host, isClosed: true));
        Assert.Empty(Equations.Broken(Sent, Read with { WindowEvents = 100 }, Host, isClosed: true));
        Assert.Equal(["Σ of windows + late ≤ good: 101 > 100"], Equations.Broken(Sent, Read with { WindowEvents = 101 }));
    }

    [Fact]
    public void Late_unscored_payments_are_no_loss_where_they_were_sent_too_late()
    {
        var late = Read with { Predictions = 97, Late = 3, LateUnscored = 3, Decisions = Map(("allow", 90), ("review", 3), ("block", 4)), Models = Map(("m@1", 97)), Partitions = ImmutableSortedDictionary<int, long>.Empty.Add(0, 97) };

        Assert.Empty(Equations.Broken(Sent with { TooLate = 4 }, late, Host with { Late = 3 }));
        Assert.Equal(["late unscored ≤ sent too late: 3 > 0"], Equations.Broken(Sent, late, Host with { Late = 3 }));
    }

    public static TheoryData<string, VerifyReport> Faults => new()
    {
        { "lost = 0", Read with { Lost = 1 } },
        { "unexpected = 0", Read with { Unexpected = 1 } },
        { "duplicated = 0", Read with { Duplicated = 1 } },
        { "out of order = 0", Read with { OutOfOrder = 1 } },
        { "unreadable = 0", Read with { Unreadable = 1 } },
        { "predictions = good", Read with { Predictions = 99 } },
        { "per decision", Read with { Decisions = Map(("allow", 92), ("review", 3), ("block", 4)) } },
        { "per model version", Read with { Models = Map(("card-fraud@1", 99)) } },
        { "per partition", Read with { Partitions = ImmutableSortedDictionary<int, long>.Empty } },
        { "dead = malformed", Read with { Dead = 8 } },
        { "distinct origins", Read with { DeadOrigins = 8 } },
        { "reason reject", Read with { DeadReasons = Map(("decode", 5), ("require", 2), ("reject", 1)) } },
        { "reason error", Read with { DeadReasons = Map(("decode", 5), ("require", 2), ("reject", 2), ("error", 1)) } },
        { "missing, by bytes", Read with { DeadMissing = 1 } },
        { "unexpected, by bytes", Read with { DeadUnexpected = 1 } },
        { "alerts = predictions", Read with { Alerts = 6 } },
        { "alerts = true positives", Read with { FalsePositives = 2 } },
        { "wrong aggregate", Read with { AggregatesWrong = 1 } },
        { "wrong count", Read with { WindowsWrong = 1 } },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_is_wrong_in_the_outputs_is_said(string name, VerifyReport read) =>
        Assert.Contains(Equations.Broken(Sent, read, Host), line => line.Contains(name, StringComparison.Ordinal));

    public static TheoryData<string, HostCounters> HostFaults => new()
    {
        { "events in = sent", Host with { EventsIn = 117 } },
        { "clean = good + copies", Host with { Clean = 104 } },
        { "dead of Cleanse", Host with { Dead = 8 } },
        { "dropped = test", Host with { Dropped = 3 } },
        { "duplicates = copies", Host with { Duplicates = 4 } },
        { "late = late unscored", Host with { Late = 1 } },
    };

    [Theory]
    [MemberData(nameof(HostFaults))]
    public void What_the_host_counts_wrong_is_said(string name, HostCounters host)
    {
        Assert.Contains(Equations.Broken(Sent, Read, host), line => line.Contains(name, StringComparison.Ordinal));
        Assert.Empty(Equations.Broken(Sent, Read, host: null));
    }

    [Fact]
    public void A_ledger_that_does_not_add_up_is_said() =>
        Assert.Contains(Equations.Broken(Sent with { Sent = 117 }, Read), line => line.StartsWith("sent = good", StringComparison.Ordinal));

    private static ImmutableSortedDictionary<string, long> Map(params (string Key, long Value)[] entries) =>
        entries.ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
}
