using System.Collections.Immutable;
using Serverless.Local.Simulation.Delivery;

namespace Serverless.Local.Simulation;

/// <summary>What was sent by all runs of a ledger; written as <c>summary.json</c>.</summary>
public sealed record SimulateSummary
{
    /// <summary>Records of the transaction topic: good + copies + malformed + incomplete + rejected + test.</summary>
    public long Sent { get; init; }

    /// <summary>Payments as they should be.</summary>
    public long Good { get; init; }

    /// <summary>Repeats of good ones.</summary>
    public long Copies { get; init; }

    /// <summary>What can't be read.</summary>
    public long Malformed { get; init; }

    /// <summary>What lacks a required field.</summary>
    public long Incomplete { get; init; }

    /// <summary>What a rule refuses.</summary>
    public long Rejected { get; init; }

    /// <summary>What is dropped.</summary>
    public long Test { get; init; }

    /// <summary>Expected dead letters by reason.</summary>
    public ImmutableSortedDictionary<string, long> Dead { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Good payments that are frauds.</summary>
    public long Frauds { get; init; }

    /// <summary>Good payments delayed beyond bound and lateness.</summary>
    public long TooLate { get; init; }

    /// <summary>Fraud reports.</summary>
    public long Reports { get; init; }

    /// <summary>The simulated day that the run stands in.</summary>
    public int Day { get; init; }

    /// <summary>The last simulated time.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Whether everything in the ledger was acknowledged.</summary>
    public bool IsComplete { get; init; }

    internal static SimulateSummary Of(ShipmentCounts counts) => new()
    {
        Sent = counts.Sent,
        Good = counts.Good,
        Copies = counts.Copies,
        Malformed = counts.Malformed,
        Incomplete = counts.Incomplete,
        Rejected = counts.Rejected,
        Test = counts.Test,
        Dead = RecordKinds.Reasons.ToImmutableSortedDictionary(reason => reason, counts.DeadOf, StringComparer.Ordinal),
        Frauds = counts.Frauds,
        TooLate = counts.TooLate,
        Reports = counts.Reports,
    };
}
