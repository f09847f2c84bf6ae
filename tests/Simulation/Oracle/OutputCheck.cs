using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Cluster;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>What a reader sees that keeps the last-id rule, against what the oracle expects.</summary>
internal static class OutputCheck
{
    public static void Compare(SimulatedScheduler scheduler, PipelinePlan plan, string topic, List<LogRecord> actual, SortedDictionary<string, OutgoingRecord> expected)
    {
        var isKeyed = plan.Keys.Any(key => key.Topic == topic);
        var reader = new LastIds();
        var seen = new SortedDictionary<string, LogRecord>(StringComparer.Ordinal);
        var lineage = new Dictionary<OriginId, OriginPosition>();
        foreach (var record in actual)
        {
            if (IsNew(record, isKeyed, plan.Keeps(ProtocolRule.LastIdPerWriter), reader, lineage))
            {
                var name = LogOracle.NameOf(record.Headers, topic);
                if (topic == plan.Events && UpgradeOracle.IsOfNewVersion(SeenOutput.Of(plan, record)))
                {
                    continue;
                }

                if (!seen.TryAdd(name, record))
                {
                    throw new SimulationException(scheduler, $"{topic}/{record.Partition}: {name} is seen twice behind the reader's rule.");
                }
            }
        }

        foreach (var (name, output) in expected)
        {
            if (!seen.Remove(name, out var record))
            {
                throw new SimulationException(scheduler, $"{topic}/{output.Partition}: {name} was lost; the partition holds{Environment.NewLine}{Listing.Of(actual)}{Environment.NewLine}");
            }

            if (!record.Value.Span.SequenceEqual(output.Value.Span) || (isKeyed && !record.Headers[0].Value.Span.SequenceEqual(output.Headers[0].Value.Span)))
            {
                throw new SimulationException(scheduler, $"{topic}: {name} has other bytes than a fold from the first record gives.");
            }
        }

        if (seen.FirstOrDefault(entry => !IsOfCleanse(plan, entry.Value, isKeyed)).Key is { } unexpected)
        {
            throw new SimulationException(scheduler, $"{topic}: {unexpected} is in no fold of the log.");
        }
    }

    private static bool IsNew(LogRecord record, bool isKeyed, bool keepsWriters, LastIds reader, Dictionary<OriginId, OriginPosition> lineage)
    {
        if (!isKeyed)
        {
            var id = OutputIds.Of(record) ?? throw new InvalidOperationException("An output has no id.");
            return reader.IsNew(record.Topic, record.Partition, keepsWriters ? id : id with { Writer = new WriterId("all", 1, 0) });
        }

        record.TryGetHeader(KeyedHeader.Name, out var bytes);
        var header = KeyedHeader.Parse(bytes);
        if (header.Kind is KeyedRecordKind.Tick or KeyedRecordKind.Origins || !header.Position.IsAfter(lineage.GetValueOrDefault(header.Origin, OriginPosition.None)))
        {
            return false;
        }

        lineage[header.Origin] = header.Position;
        return header.Kind == KeyedRecordKind.Event;
    }

    /// <summary>Written by Cleanse, not by a keyed stage: the other oracle's matter.</summary>
    private static bool IsOfCleanse(PipelinePlan plan, LogRecord record, bool isKeyed)
    {
        if (!isKeyed)
        {
            return OutputIds.Of(record) is { } id && plan.Sources.Any(source => source.Topic == id.Writer.Stage);
        }

        record.TryGetHeader(KeyedHeader.Name, out var bytes);
        return plan.Sources.Any(source => source.TopicHash == KeyedHeader.Parse(bytes).Origin.Topic);
    }
}
