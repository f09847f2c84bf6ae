using Serverless.Local.Cli.Run;
using Serverless.Local.Emulators;
using Serverless.Local.Host;
using Serverless.Local.Simulation;
using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.Sending;
using Serverless.Local.Simulation.World;
using Serverless.Models;
using Serverless.Streams;

namespace Serverless.Local.Cli.Bench;

/// <summary>All parts of the benchmark in one run: the raw road, the model alone, the whole road, latency.</summary>
internal sealed class BenchRun(PipelinePlan plan, int events, int rate, TimeSpan latencyTime)
{
    private const int Partitions = 4;
    private const int EventsPerDay = 9_000;

    public async Task<BenchFigures> RunAsync(Action<string> say, CancellationToken stop)
    {
        var latencyEvents = (int)(rate * (latencyTime + LatencyRoad.WarmUp).TotalSeconds);
        say(Shared.Text($"Making {events + latencyEvents:N0} events …"));
        var records = Records(events + latencyEvents);
        var folder = Directory.CreateTempSubdirectory("serverless-bench-");
        try
        {
            var topics = plan.Sources.Select(source => (source.Topic, Partitions))
                .Concat(plan.OwnedTopics.Except(plan.Keys.Select(key => key.Topic)).Select(topic => (topic, plan.Shards)))
                .Append((RawRoad.Source, Partitions)).Append((RawRoad.Target, plan.Shards));
            var broker = await EmbeddedKafka.StartAsync(
                new EmbeddedKafkaOptions { Topics = topics.ToDictionary(topic => topic.Item1, topic => topic.Item2, StringComparer.Ordinal) }, stop).ConfigureAwait(false);
            await using var openBroker = broker.ConfigureAwait(false);
            using var models = await ModelsAsync(folder.FullName, stop).ConfigureAwait(false);

            var (load, rest) = Split(records, events);
            var onnx = await OnnxSpeed.MeasureAsync(models, plan, stop).ConfigureAwait(false);
            say(Shared.Text($"model alone               {onnx:N0} rows/s"));

            Sending.All(broker.BootstrapServers, load);
            var options = new HostOptions { DataDirectory = folder.FullName, Stages = new() { Group = plan.Name } };
            var host = await PipelineHost.OpenAsync(plan, options, broker.Settings, models, say, TimeProvider.System, stop).ConfigureAwait(false);
            await using var openHost = host.ConfigureAwait(false);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var running = host.RunAsync(end.Token);
            var road = await WholeRoad.MeasureAsync(host, running, load.Count(record => record.Shipment.Kind == RecordKind.Good), stop).ConfigureAwait(false);
            say(Shared.Text($"whole road                {road.PerSecond:N0} events/s, {road.ProcessorMicroseconds:0.0} µs of processor time each"));

            var latency = await Task.Run(() => LatencyRoad.Measure(broker.BootstrapServers, plan.Predictions, rest, rate, stop), stop).ConfigureAwait(false);
            say(Shared.Text($"latency at {rate:N0} events/s   p50 {latency.At(0.5):0.0} ms, p95 {latency.At(0.95):0.0} ms, p99 {latency.At(0.99):0.0} ms, max {latency.At(1):0.0} ms"));
            await end.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(false);

            var sources = load.Where(record => record.Topic == plan.Sources[0].Topic).ToList();
            var outputs = plan.OwnedTopics.Except(plan.Keys.Select(key => key.Topic)).Select(topic => OutputSample.Read(broker.BootstrapServers, topic, records.Count)).ToList();
            var raw = RawRoad.Measure(broker.BootstrapServers, sources, outputs, plan.Shards);
            var ratio = road.PerSecond * ((1 / raw.PerSecond) + (1 / onnx));
            say(Shared.Text($"the client alone          {raw.PerSecond:N0} events/s, {raw.ProcessorMicroseconds:0.0} µs of processor time each, with the same {outputs.Sum(output => output.PerEvent):0.0} outputs for an event"));
            say(Shared.Text($"ratio                     {ratio:P0} of 1 / (t_raw + t_onnx)"));
            return new BenchFigures(Math.Round(road.PerSecond), Math.Round(raw.PerSecond), Math.Round(onnx), Math.Round(ratio, 3), rate, latency.At(0.5), latency.At(0.95), latency.At(0.99), latency.At(1));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<SourceRecord> Records(int count)
    {
        var days = (count / EventsPerDay) + 2;
        return [.. SimulationFile.Records(new WorldOptions(), new DeliveryOptions(), 0, days, partitions: Partitions).Take(count)];
    }

    private static (List<SourceRecord> Load, List<SourceRecord> Later) Split(List<SourceRecord> records, int count) => (records[..count], records[count..]);

    private async Task<ModelCatalog> ModelsAsync(string folder, CancellationToken stop)
    {
        var artifacts = new ArtifactSettings(RunStore.FolderOf(folder)).Open();
        await RunModels.PrepareAsync(plan, new ModelStore(artifacts), stop).ConfigureAwait(false);
        return new ModelCatalog(artifacts, [ModelExpectation.Of(plan.Model ?? throw new CommandException($"The pipeline {plan.Name} has no model to measure."))]);
    }
}
