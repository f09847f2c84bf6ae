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

    /// <summary>The names, as <see cref="SeenOutput.Id"/> has them, of records that Cleanse or a fold can't let pass.</summary>
    public List<string> Dead { get; } = [];

    /// <summary>Events that are counted and can't be scored: their names, by id.</summary>
    public Dictionary<string, string> Unscorable { get; } = new(StringComparer.Ordinal);

    /// <summary>The greatest watermark of each source.</summary>
    public Dictionary<string, long> Watermarks { get; } = new(StringComparer.Ordinal);

    public static SourceTruth Of(SimulatedWorld world)
    {
        var truth = new SourceTruth();
        foreach (var source in world.Plan.Sources)
        {
            truth.Watermarks[source.Topic] = long.MinValue;
            for (var epoch = 1; epoch <= world.Epoch; epoch++)
            {
                for (var partition = 0; partition < world.Storage.Topics[source.Topic]; partition++)
                {
                    foreach (var record in world.Storage.Partition(world.PlaceOf(source.Topic, epoch), partition))
                    {
                        truth.Add(source, CleansedRecord.Of(source, record), $"{source.Topic}/{partition}/{record.Offset}", epoch);
                    }
                }
            }
        }

        return truth;
    }

    private void Add(SourcePlan source, Cleansed cleansed, string origin, int epoch)
    {
        if (cleansed.Kind == CleansedKind.Dead)
        {
            Dead.Add($"{origin} of epoch {epoch}");
            return;
        }

        if (cleansed.Kind != CleansedKind.Clean)
        {
            return;
        }

        // A keyed dead letter moves the watermark like any record.
        Watermarks[source.Topic] = Math.Max(Watermarks[source.Topic], cleansed.Time - (long)source.OutOfOrder.TotalMilliseconds - 1);
        var id = source.Execution.UniqueOf(cleansed.Record!)!;
        if (cleansed.Record is SimulatedEvent { Amount: Poison.Fold })
        {
            Dead.Add($"{origin} of {id}");
            return;
        }

        if (cleansed.Record is SimulatedEvent { Amount: Poison.Rule or Poison.Model })
        {
            Unscorable.TryAdd(id, $"{origin} of {id}");
        }

        if (!(cleansed.Record is SimulatedEvent good ? Events.TryAdd(id, good) : Reports.Add(id)))
        {
            Repeated.Add(id);
        }
    }
}
