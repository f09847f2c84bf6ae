using System.Text.Json;
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
        var dead = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var source in plan.Sources)
        {
            for (var partition = 0; partition < storage.Topics[source.Topic]; partition++)
            {
                foreach (var record in storage.Partition(source.Topic, partition))
                {
                    var cleansed = source.Execution.Cleanse(record.Value.Span, record.Timestamp);
                    if (cleansed.Kind == CleansedKind.Dead)
                    {
                        dead.Add($"{source.Topic}/{partition}/{record.Offset}");
                    }
                    else if (cleansed is { Kind: CleansedKind.Clean, Record: SimulatedEvent good })
                    {
                        clean.TryAdd(good.Id, good);
                    }
                }
            }
        }

        var outputs = Read(plan, storage);
        var late = outputs.Where(output => output.Type == "late" && output.Rule == "horizon").Select(output => output.Id).ToHashSet();
        Same(scheduler, "predictions", clean.Keys.Where(id => !late.Contains(id)), outputs.Where(output => output.Topic == plan.Predictions).Select(output => output.Id));
        Same(scheduler, "dead letters", dead, outputs.Where(output => output.Topic == plan.Dead).Select(output => output.Id));
        foreach (var window in new[] { "customer_minute", "terminal_minute" })
        {
            var counted = outputs.Where(output => output.Window == window).GroupBy(output => output.Id).Sum(group => group.MaxBy(output => output.Revision)!.Count);
            var lateForIt = outputs.Count(output => output.Type == "late" && output.Rule == window);
            // The last events close every window but their own.
            var due = clean.Values.Count(good => !late.Contains(good.Id) && !good.Id.StartsWith("end", StringComparison.Ordinal));
            if (counted + lateForIt != due)
            {
                throw new SimulationException(scheduler, $"{window}: {counted} events in closed windows and {lateForIt} late, of {due}.");
            }
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

    private sealed record SeenOutput(string Topic, string Type, string Rule, string Id, string? Window, int Revision, int Count)
    {
        public static SeenOutput Of(PipelinePlan plan, LogRecord record)
        {
            string Header(string name) => record.TryGetHeader(name, out var value) ? System.Text.Encoding.UTF8.GetString(value.Span) : string.Empty;
            if (record.Topic == plan.Dead)
            {
                return new SeenOutput(record.Topic, "dead", string.Empty, Header(OutputHeaders.Origin), null, 0, 0);
            }

            using var json = JsonDocument.Parse(record.Value);
            var root = json.RootElement;
            return Header(OutputHeaders.Type) == "window"
                ? new SeenOutput(
                    record.Topic,
                    "window",
                    string.Empty,
                    $"{root.GetProperty("key").GetString()} {root.GetProperty("start").GetString()}",
                    root.GetProperty("window").GetString(),
                    root.GetProperty("revision").GetInt32(),
                    (int)root.GetProperty("events").GetDouble())
                : new SeenOutput(record.Topic, Header(OutputHeaders.Type), Header(OutputHeaders.Rule), root.GetProperty("id").GetString()!, null, 0, 0);
        }
    }
}
