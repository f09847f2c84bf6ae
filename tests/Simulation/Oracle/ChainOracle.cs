using System.Text.Json;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Cluster;
using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>What the second pipeline of a chain counted, against what readers have of the first one's predictions: per key, in closed windows or late.</summary>
internal static class ChainOracle
{
    private const long Minute = 60_000;

    public static void Check(SimulatedWorld world)
    {
        var predictions = Predictions(world);
        var watermark = predictions.Select(prediction => prediction.Time.ToUnixTimeMilliseconds()).DefaultIfEmpty(0).Max() - (long)SimulatedChain.OutOfOrder.TotalMilliseconds - 1;
        var due = predictions.Where(prediction => (((prediction.Time.ToUnixTimeMilliseconds() / Minute) + 1) * Minute) - 1 <= watermark)
            .CountBy(prediction => prediction.Event.Terminal).ToDictionary();
        var terminals = predictions.ToDictionary(prediction => prediction.Id, prediction => prediction.Event.Terminal);
        var outputs = SourceOracle.Read(world.Plan, world.Storage);
        var counted = outputs.Where(output => output.Window == SimulatedChain.Window).GroupBy(output => output.Id)
            .Select(revisions => (Key: revisions.Key.Split(' ')[0], revisions.MaxBy(output => output.Revision)!.Count))
            .Concat(outputs.Where(output => output.Type == "late").Select(output => (Key: terminals[output.Id], Count: 1)))
            .GroupBy(total => total.Key).ToDictionary(key => key.Key, key => key.Sum(total => total.Count));
        foreach (var key in counted.Keys.Union(due.Keys))
        {
            if (counted.GetValueOrDefault(key) != due.GetValueOrDefault(key))
            {
                throw new SimulationException(world.Scheduler, $"{key}: the second pipeline counted {counted.GetValueOrDefault(key)} predictions, of {due.GetValueOrDefault(key)}.");
            }
        }
    }

    /// <summary>Behind the reader's rule.</summary>
    private static List<SimulatedPrediction> Predictions(SimulatedWorld world)
    {
        var (topic, reader) = (world.Plan.Sources[0].Topic, new LastIds());
        return [.. Enumerable.Range(0, world.Storage.Topics[topic]).SelectMany(partition => world.Storage.Partition(topic, partition))
            .Where(record => reader.IsNew(topic, record.Partition, OutputIds.Of(record)!.Value))
            .Select(record => JsonSerializer.Deserialize(record.Value.Span, SimulatedJson.Default.SimulatedPrediction)!)];
    }
}
