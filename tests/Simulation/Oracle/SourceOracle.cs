using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Cluster;
using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>Works on the sources alone and checks what has no order: each clean event predicted once, each dead letter there once, window totals, counts per key.</summary>
internal static class SourceOracle
{
    public static void Check(SimulatedScheduler scheduler, PipelinePlan plan, SimulatedStorage storage)
    {
        var clean = new Dictionary<string, SimulatedEvent>(StringComparer.Ordinal);
        var reports = new HashSet<string>(StringComparer.Ordinal);
        var repeated = new HashSet<string>(StringComparer.Ordinal);
        var dead = new SortedSet<string>(StringComparer.Ordinal);
        var watermarks = plan.Sources.ToDictionary(source => source.Topic, _ => long.MinValue);
        foreach (var source in plan.Sources)
        {
            for (var partition = 0; partition < storage.Topics[source.Topic]; partition++)
            {
                foreach (var record in storage.Partition(source.Topic, partition))
                {
                    var results = new List<Cleansed>();
                    source.Execution.Cleanse(record.Value.Span, record.Timestamp, results);
                    var cleansed = results.Single();
                    if (cleansed.Kind == CleansedKind.Dead)
                    {
                        dead.Add($"{source.Topic}/{partition}/{record.Offset}");
                    }
                    else if (cleansed.Kind == CleansedKind.Clean)
                    {
                        watermarks[source.Topic] = Math.Max(watermarks[source.Topic], cleansed.Time - (long)source.OutOfOrder.TotalMilliseconds - 1);
                        if (!(cleansed.Record is SimulatedEvent good ? clean.TryAdd(good.Id, good) : reports.Add(((SimulatedReport)cleansed.Record!).Id)))
                        {
                            repeated.Add(source.Execution.UniqueOf(cleansed.Record)!);
                        }
                    }
                }
            }
        }

        var outputs = Read(plan, storage);
        Same(scheduler, "dead letters", dead, outputs.Where(output => output.Topic == plan.Dead).Select(output => output.Id));
        var late = LateEvents.Check(scheduler, plan, storage, outputs, repeated);
        var predicted = outputs.Where(output => output.Topic == plan.Predictions).Select(output => output.Id).ToList();
        Same(scheduler, "predictions", clean.Keys.Where(id => predicted.Contains(id) || !late.Contains(id)), predicted);

        // In the end every partition has ended or is idle: the watermark is the greatest of all, of the sources that enter a key or lie before it.
        CheckWindows(scheduler, outputs, clean.Values, "customer_minute", watermarks[Simulated.Events]);
        CheckWindows(scheduler, outputs, clean.Values, "terminal_minute", watermarks.Values.Max());
    }

    private static void CheckWindows(SimulatedScheduler scheduler, List<SeenOutput> outputs, IEnumerable<SimulatedEvent> clean, string window, long watermark)
    {
        const long Minute = 60_000;
        var counted = outputs.Where(output => output.Window == window).GroupBy(output => output.Id).Sum(group => group.MaxBy(output => output.Revision)!.Count);
        counted += outputs.Count(output => output.Type == "late" && output.Rule == window);
        var due = clean.Count(good => outputs.Exists(output => output.Type == "prediction" && output.Id == good.Id) && ((good.At.ToUnixTimeMilliseconds() / Minute) + 1) * Minute - 1 <= watermark);
        if (counted != due)
        {
            throw new SimulationException(scheduler, $"{window}: {counted} events in closed windows, of {due}.");
        }
    }

    private static void Same(SimulatedScheduler scheduler, string what, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var (left, right) = (expected.Order(StringComparer.Ordinal).ToList(), actual.Order(StringComparer.Ordinal).ToList());
        if (!left.SequenceEqual(right))
        {
            throw new SimulationException(scheduler, $"{what}: expected {string.Join(',', left)}; got {string.Join(',', right)}.");
        }
    }

    private static List<SeenOutput> Read(PipelinePlan plan, SimulatedStorage storage)
    {
        var reader = new LastIds();
        var outputs = new List<SeenOutput>();
        foreach (var topic in new[] { plan.Predictions, plan.Events, plan.Dead })
        {
            for (var partition = 0; partition < plan.Shards; partition++)
            {
                foreach (var record in storage.Partition(topic, partition))
                {
                    if (reader.IsNew(topic, partition, OutputIds.Of(record)!.Value))
                    {
                        outputs.Add(SeenOutput.Of(plan, record));
                    }
                }
            }
        }

        return outputs;
    }
}
