using System.Collections.Immutable;
using Serverless.Local.Simulation.Verifying;

namespace Serverless.Local.Simulation;

/// <summary>What an independent reader found in the output topics, against what the simulator wrote down; written as <c>verify.json</c>.</summary>
public sealed record VerifyReport
{
    /// <summary>Predictions after the last-id rule.</summary>
    public long Predictions { get; init; }

    /// <summary>Different payments that were predicted.</summary>
    public long Predicted { get; init; }

    /// <summary>Good payments that were sent, are neither late unscored nor refused by a keyed stage, and have no prediction.</summary>
    public long Lost { get; init; }

    /// <summary>Predictions of what the simulator did not send as good.</summary>
    public long Unexpected { get; init; }

    /// <summary>Raw copies of output ids beyond the first, over all topics.</summary>
    public long Repeats { get; init; }

    /// <summary>Predictions of one event beyond the first that the last-id rule lets through.</summary>
    public long Duplicated { get; init; }

    /// <summary>Outputs that the last-id rule drops though they are no repeats: readers lose them.</summary>
    public long OutOfOrder { get; init; }

    /// <summary>Outputs without a readable id, or whose value is not what the topic promises.</summary>
    public long Unreadable { get; init; }

    /// <summary>Predictions by decision.</summary>
    public ImmutableSortedDictionary<string, long> Decisions { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Predictions by model version.</summary>
    public ImmutableSortedDictionary<string, long> Models { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Predictions by partition of their topic.</summary>
    public ImmutableSortedDictionary<int, long> Partitions { get; init; } = ImmutableSortedDictionary<int, long>.Empty;

    /// <summary>By partition: each model version with the offset of its first prediction.</summary>
    public ImmutableSortedDictionary<int, ImmutableArray<VersionStart>> Versions { get; init; } = ImmutableSortedDictionary<int, ImmutableArray<VersionStart>>.Empty;

    /// <summary>Changes of the version, of the partition that has most.</summary>
    public int Swaps { get; init; }

    /// <summary>Alerts after the last-id rule.</summary>
    public long Alerts { get; init; }

    /// <summary>Alerts about frauds.</summary>
    public long TruePositives { get; init; }

    /// <summary>Alerts about genuine payments.</summary>
    public long FalsePositives { get; init; }

    /// <summary>Frauds that were predicted without an alert.</summary>
    public long FalseNegatives { get; init; }

    /// <summary>Dead letters after the last-id rule.</summary>
    public long Dead { get; init; }

    /// <summary>Cleanse's dead letters by reason.</summary>
    public ImmutableSortedDictionary<string, long> DeadReasons { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Records that should be dead letters, with these bytes and this reason, and are not.</summary>
    public long DeadMissing { get; init; }

    /// <summary>Dead letters with bytes or a reason that nobody expects.</summary>
    public long DeadUnexpected { get; init; }

    /// <summary>Different places in source topics that dead letters name.</summary>
    public long DeadOrigins { get; init; }

    /// <summary>Dead letters of keyed stages.</summary>
    public long DeadKeyed { get; init; }

    /// <summary>Late payments.</summary>
    public long Late { get; init; }

    /// <summary>Late payments without a prediction.</summary>
    public long LateUnscored { get; init; }

    /// <summary>Different windows.</summary>
    public long Windows { get; init; }

    /// <summary>Σ of the counts in the last revision of each window of the hourly definition.</summary>
    public long WindowEvents { get; init; }

    /// <summary>Windows whose count differs from what was sent into them; only where nothing was too late.</summary>
    public long WindowsWrong { get; init; }

    /// <summary>Predictions whose counts and means over their customer were held against what was sent.</summary>
    public long AggregatesCompared { get; init; }

    /// <summary>Predictions whose counts or means over their customer differ from what was sent; only where nothing was too late.</summary>
    public long AggregatesWrong { get; init; }

    /// <summary>From the broker's time stamp of the source record to our reading its prediction, in live traffic.</summary>
    public LatencySummary LatencyMs { get; init; } = new(0, 0, 0, 0, 0);

    /// <summary>The equations between ledger and outputs that do not hold, in words.</summary>
    public ImmutableArray<string> Broken { get; init; } = [];

    /// <summary>Whether nothing is lost, duplicated or otherwise wrong.</summary>
    public bool IsGood => Broken.IsEmpty;
}
