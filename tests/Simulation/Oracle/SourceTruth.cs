using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Tests.Simulation.Cluster;
using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>What the sources hold, cleansed once, record by record.</summary>
internal sealed class SourceTruth
{
    private SourceTruth()
    {
    }

    /// <summary>The good events, the first copy of each.</summary>
    public Dictionary<string, SimulatedEvent> Events { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Reports { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids that occur more than once.</summary>
    public HashSet<string> Repeated { get; } = new(StringComparer.Ordinal);

    /// <summary>The origins of records that Cleanse or a fold can't let pass.</summary>
    public SortedSet<string> Dead { get; } = new(StringComparer.Ordinal);

    /// <summary>Events that are counted and can't be scored: their origins, by id.</summary>
    public Dictionary<string, string> Unscorable { get; } = new(StringComparer.Ordinal);

    /// <summary>The greatest watermark of each source.</summary>
    public Dictionary<string, long> Watermarks { get; } = new(StringComparer.Ordinal);

    public static SourceTruth Of(PipelinePlan plan, SimulatedStorage storage)
    {
        var truth = new SourceTruth();
        foreach (var source in plan.Sources)
        {
            truth.Watermarks[source.Topic] = long.MinValue;
            for (var partition = 0; partition < storage.Topics[source.Topic]; partition++)
            {
                foreach (var record in storage.Partition(source.Topic, partition))
                {
                    truth.Add(source, CleansedRecord.Of(source, record), $"{source.Topic}/{partition}/{record.Offset}");
                }
            }
        }

        return truth;
    }

    private void Add(SourcePlan source, Cleansed cleansed, string origin)
    {
        if (cleansed.Kind == CleansedKind.Dead)
        {
            Dead.Add(origin);
        }
        else if (cleansed.Kind == CleansedKind.Clean)
        {
            if (cleansed.Record is SimulatedEvent { Amount: Poison.Fold })
            {
                // A keyed dead letter moves the watermark like any record.
                Dead.Add(origin);
            }
            else if (cleansed.Record is SimulatedEvent { Amount: Poison.Rule or Poison.Model } unscorable)
            {
                Unscorable.TryAdd(unscorable.Id, origin);
            }

            Watermarks[source.Topic] = Math.Max(Watermarks[source.Topic], cleansed.Time - (long)source.OutOfOrder.TotalMilliseconds - 1);
            if (Dead.Contains(origin))
            {
                return;
            }

            if (!(cleansed.Record is SimulatedEvent good ? Events.TryAdd(good.Id, good) : Reports.Add(((SimulatedReport)cleansed.Record!).Id)))
            {
                Repeated.Add(source.Execution.UniqueOf(cleansed.Record)!);
            }
        }
    }
}
