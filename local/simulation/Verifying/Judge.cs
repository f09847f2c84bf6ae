using System.Collections.Immutable;
using Serverless.Local.Simulation.Ledger;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Simulation.Verifying;

/// <summary>Holds what was read against what was written down.</summary>
internal static class Judge
{
    public static VerifyReport Report(SentLedger sent, OutputTally read, LatencyHistogram latency, string window, long windowsWrong, long aggregatesWrong)
    {
        var lateUnscored = read.Late.Count(id => !read.Predicted.Contains(id));
        var topics = Enum.GetValues<OutputTopic>().Select(read.Of).ToList();
        var (missing, unexpected) = Difference(sent.Dead, read.Dead);
        var report = new VerifyReport
        {
            Predictions = read.Predictions,
            Predicted = read.Predicted.Count,
            Lost = sent.Good.Keys.LongCount(id => !read.Predicted.Contains(id) && !read.Late.Contains(id) && !read.DeadKeyed.Contains(id)),
            Unexpected = read.Foreign + read.Predicted.LongCount(id => !sent.Good.ContainsKey(id)),
            Repeats = read.Repeats,
            Duplicated = read.Duplicated,
            OutOfOrder = topics.Sum(topic => topic.OutOfOrder),
            Unreadable = read.Unreadable + topics.Sum(topic => topic.WithoutId),
            Decisions = read.Decisions.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Models = read.Models.Counts.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Partitions = read.PredictionPartitions.ToImmutableSortedDictionary(),
            Versions = read.Models.Partitions.ToImmutableSortedDictionary(partition => partition.Key, partition => partition.Value.ToImmutableArray()),
            Swaps = read.Models.Partitions.Select(partition => partition.Value.Count - 1).DefaultIfEmpty(0).Max(),
            Alerts = read.Alerts,
            TruePositives = read.Alerted.LongCount(id => IsFraud(sent, id)),
            FalsePositives = read.Alerted.LongCount(id => !IsFraud(sent, id)),
            FalseNegatives = read.Predicted.LongCount(id => IsFraud(sent, id) && !read.Alerted.Contains(id)),
            Dead = read.DeadLetters,
            DeadReasons = read.Dead.GroupBy(dead => dead.Key.Reason).ToImmutableSortedDictionary(group => group.Key, group => group.Sum(dead => (long)dead.Value), StringComparer.Ordinal),
            DeadMissing = missing,
            DeadUnexpected = unexpected,
            DeadOrigins = read.DeadOrigins,
            DeadKeyed = read.DeadKeyed.Count,
            Late = read.Late.Count,
            LateUnscored = lateUnscored,
            Windows = read.Windows.Count,
            WindowEvents = read.Windows.Where(result => result.Key.Window == window).Sum(result => result.Value.Count),
            WindowsWrong = windowsWrong,
            AggregatesCompared = read.Customers.Count,
            AggregatesWrong = aggregatesWrong,
            LatencyMs = LatencySummary.Of(latency),
        };
        return report with { Broken = [.. Equations.Broken(SimulateSummary.Of(sent.Counts), report)] };
    }

    private static bool IsFraud(SentLedger sent, PaymentId id) => sent.Good.GetValueOrDefault(id) != FraudScenario.None;

    private static (long Missing, long Unexpected) Difference(Dictionary<DeadKey, int> sent, Dictionary<DeadKey, int> read) => (
        sent.Sum(dead => (long)Math.Max(dead.Value - read.GetValueOrDefault(dead.Key), 0)),
        read.Sum(dead => (long)Math.Max(dead.Value - sent.GetValueOrDefault(dead.Key), 0)));
}
