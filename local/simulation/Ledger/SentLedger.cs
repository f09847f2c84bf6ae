using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Simulation.Ledger;

/// <summary>What a simulator wrote down: every record that it sent, with what is expected of it.</summary>
public sealed class SentLedger
{
    /// <summary>All records, by kind.</summary>
    public ShipmentCounts Counts { get; } = new();

    /// <summary>The good payments and the scenario that made a fraud of each.</summary>
    public Dictionary<PaymentId, FraudScenario> Good { get; } = [];

    /// <summary>What becomes a dead letter: how many by reason and SHA-256 of the value.</summary>
    public Dictionary<DeadKey, int> Dead { get; } = [];

    /// <summary>Records of the transaction topic by partition.</summary>
    public SortedDictionary<int, long> Transactions { get; } = [];

    /// <summary>Records of the fraud topic by partition.</summary>
    public SortedDictionary<int, long> Reports { get; } = [];

    /// <summary>When live traffic began, for the first time: milliseconds since 1970 UTC.</summary>
    public long? LiveSince { get; internal set; }

    /// <summary>The day that the run stands in.</summary>
    public int Day { get; internal set; }

    /// <summary>How many records of that day are in the ledger.</summary>
    public int Index { get; internal set; }

    /// <summary>Whether the last run ended with everything acknowledged; true for an empty ledger.</summary>
    public bool IsComplete { get; internal set; } = true;

    internal LedgerSession Session { get; set; } = new();

    /// <summary>Reads the ledger of a directory; a torn last line is left out.</summary>
    /// <param name="directory">The directory.</param>
    /// <returns>Its content; empty where there is none.</returns>
    /// <exception cref="SimulationException">It is damaged or can't be read.</exception>
    public static SentLedger Read(string directory) => LedgerReader.Read(Path.Combine(directory, LedgerFiles.Sent));

    /// <summary>The last records of the last run that never reached their partition, given where the partitions end now. Another broker can't tell.</summary>
    /// <param name="source">Which broker it is.</param>
    /// <param name="endOf">The end offset of a partition: of the fraud topic if true.</param>
    internal HashSet<(int Day, int Index)> Unsent(string source, Func<bool, int, long> endOf)
    {
        HashSet<(int, int)> unsent = [];
        if (IsComplete || source != Session.Source)
            return unsent;

        // A producer keeps the order within a partition, so what arrived of a run is the beginning of what the ledger has for it.
        foreach (var ((isReport, partition), records) in Session.Records)
        {
            var arrived = endOf(isReport, partition) - Session.Ends.GetValueOrDefault((isReport, partition));
            unsent.UnionWith(records.Skip((int)Math.Clamp(arrived, 0, records.Count)));
        }

        return unsent;
    }
}
