using Serverless.Durable.Telemetry;
using Serverless.Kafka;
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

/// <summary>Measures latency at a steady rate, then the whole road and the client alone in turn: the machine's own speed changes, and both should meet the same.</summary>
internal sealed class BenchRun(PipelinePlan plan, int events, int rate, TimeSpan latencyTime)
{
    // The embedded broker finds a record by searching its partition from the oldest one: the more partitions, the shorter the way.
    private const int Partitions = 16;
    private const int EventsPerDay = 9_000;

    // In the first ones the process grows to its size, and the host's state to that of a running service. An odd number is measured: one of them is the median.
    private const int WarmUps = 2;
    private const int Rounds = 15;

    // Kafka's error 78: a client asks again, and says nothing about it. More often than it could before it is let through.
    private const int OffsetNotAvailable = 78;
    private const int MostFetches = 100_000;

    // So long a part of the latencies' time has a broker of its own.
    private static readonly TimeSpan PartTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    public async Task<BenchFigures> RunAsync(Action<string> say, CancellationToken stop)
    {
        var parts = (int)Math.Ceiling(latencyTime / PartTime);
        var partEvents = (int)(rate * ((latencyTime / parts) + LatencyRoad.WarmUp).TotalSeconds);
        var latencyEvents = parts * partEvents;
        say(Shared.Text($"Making {events + latencyEvents:N0} events …"));
        var records = Records(events + latencyEvents);
        var folder = Directory.CreateTempSubdirectory("serverless-bench-");
        try
        {
            using var models = await ModelsAsync(folder.FullName, stop).ConfigureAwait(false);
            var onnx = await OnnxSpeed.MeasureAsync(models, plan, stop).ConfigureAwait(false);
            say(Shared.Text($"model alone               {onnx:N0} rows/s"));

            var times = new List<double>();
            for (var part = 0; part < parts; part++)
            {
                times.AddRange(await LatencyAsync(models, Path.Combine(folder.FullName, Shared.Text($"latency-{part}")), records.Slice(part * partEvents, partEvents), say, stop).ConfigureAwait(false));
            }

            var latency = new Latencies(times);
            say(Shared.Text($"latency at {rate:N0} events/s   p50 {latency.At(0.5):0.0} ms, p95 {latency.At(0.95):0.0} ms, p99 {latency.At(0.99):0.0} ms, max {latency.At(1):0.0} ms"));

            var rounds = await RoundsAsync(models, Path.Combine(folder.FullName, "rounds"), records[latencyEvents..], onnx, say, stop).ConfigureAwait(false);
            var middle = rounds.OrderBy(round => round.Ratio).ElementAt(rounds.Count / 2);
            say(Shared.Text($"ratio                     {middle.Ratio:P0} of 1 / (t_raw + t_onnx), the median of {Rounds} rounds"));
            return new BenchFigures(
                Math.Round(middle.Whole.PerSecond), Math.Round(middle.Raw.PerSecond), Math.Round(onnx), Math.Round(middle.Ratio, 3), rate, latency.At(0.5), latency.At(0.95), latency.At(0.99), latency.At(1));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // On a broker of its own: at a thousand events a second, each a batch, ten seconds of them take the embedded one half a core to search through. A real one does not search.
    private async Task<List<double>> LatencyAsync(ModelCatalog models, string data, List<SourceRecord> records, Action<string> say, CancellationToken stop)
    {
        var broker = await StartAsync([], stop).ConfigureAwait(false);
        await using var openBroker = broker.ConfigureAwait(false);
        return await WithHostAsync(models, broker.Settings, data, MeasureAsync, say, stop).ConfigureAwait(false);

        async Task<List<double>> MeasureAsync(PipelineHost host, Task running)
        {
            await WhenAsync(host, running, status => status.IsReady, stop).ConfigureAwait(false);
            Tidy();
            return await Task.Run(() => LatencyRoad.Measure(broker.BootstrapServers, plan.Predictions, records, rate, stop), stop).ConfigureAwait(false);
        }
    }

    // The road is measured on a host that goes on through all rounds, as a service does: one that has just been started makes state that an older one has already. While the client is
    // measured, on a broker of its own, the host has nothing to do: its broker holds its fetches back.
    private async Task<List<BenchRound>> RoundsAsync(ModelCatalog models, string data, List<SourceRecord> records, double onnx, Action<string> say, CancellationToken stop)
    {
        var broker = await StartAsync([], stop).ConfigureAwait(false);
        await using var openBroker = broker.ConfigureAwait(false);
        var raw = await StartAsync(Enumerable.Range(0, WarmUps + Rounds).Select(RawRoad.Source).Append(RawRoad.Target), stop).ConfigureAwait(false);
        await using var openRaw = raw.ConfigureAwait(false);
        return await WithHostAsync(models, Patient(broker.Settings), data, MeasureAsync, say, stop).ConfigureAwait(false);

        async Task<List<BenchRound>> MeasureAsync(PipelineHost host, Task running)
        {
            var (rounds, sent) = (new List<BenchRound>(), 0);
            await WhenAsync(host, running, status => status.IsReady, stop).ConfigureAwait(false);
            await HoldBackAsync(broker, stop).ConfigureAwait(false);
            foreach (var load in records.Chunk((records.Count + WarmUps + Rounds - 1) / (WarmUps + Rounds)))
            {
                var sources = load.Where(record => record.Topic == plan.Sources[0].Topic).ToList();
                var predictions = load.Count(record => record.Shipment.Kind == RecordKind.Good);
                var road = new WholeRoad(host, running);
                Sending.All(broker.BootstrapServers, load);
                Tidy();
                var whole = await road.MeasureAsync(() => broker.Faults.Clear(BrokerRequest.Fetch), sources.Count, predictions, stop).ConfigureAwait(false);
                sent += sources.Count;
                var outputs = Outputs.Select(topic => OutputSample.Read(broker.BootstrapServers, topic, sent)).ToList();
                await HoldBackAsync(broker, stop).ConfigureAwait(false);
                await WhenAsync(host, running, status => status.KeyedLag == 0, stop).ConfigureAwait(false);
                await QuietAsync(stop).ConfigureAwait(false);
                var alone = RawRoad.Measure(raw.BootstrapServers, rounds.Count, sources, outputs, plan.Shards, Tidy);
                rounds.Add(new BenchRound(whole, alone, whole.PerSecond * ((1 / alone.PerSecond) + (1 / onnx))));
                say(Shared.Text($"{(rounds.Count <= WarmUps ? "warm-up" : Shared.Text($"round {rounds.Count - WarmUps}"))}  {rounds[^1]}"));
            }

            return rounds[WarmUps..];
        }
    }

    // A source is to lie ready, all of it, before the broker hands out anything.
    private static async Task HoldBackAsync(EmbeddedKafka broker, CancellationToken stop)
    {
        broker.Faults.Answer(BrokerRequest.Fetch, Enumerable.Repeat(OffsetNotAvailable, MostFetches).ToArray());
        // Fetches that wait already are answered first.
        await Task.Delay(2 * broker.Settings.FetchWait, stop).ConfigureAwait(false);
    }

    // Asked every twenty milliseconds, as usual, a broker that holds back takes a few percent of a core, beside the client that is measured meanwhile.
    private static KafkaSettings Patient(KafkaSettings settings) =>
        settings with { Properties = new Dictionary<string, string>(settings.Properties) { ["fetch.error.backoff.ms"] = "250" } };

    private static async Task WhenAsync(PipelineHost host, Task running, Func<HostStatus, bool> wanted, CancellationToken stop)
    {
        while (!running.IsCompleted && !wanted(await host.StatusAsync(stop).ConfigureAwait(false)))
        {
            await Task.Delay(LookInterval, stop).ConfigureAwait(false);
        }
    }

    // What a round leaves to be done is not the client's either.
    private static async Task QuietAsync(CancellationToken stop)
    {
        for (var (used, idle) = (TimeSpan.MaxValue, TimeSpan.FromMilliseconds(10)); used > idle;)
        {
            var before = Environment.CpuUsage.TotalTime;
            await Task.Delay(10 * idle, stop).ConfigureAwait(false);
            used = Environment.CpuUsage.TotalTime - before;
        }
    }

    // What making and sending the events has left behind is neither the road's nor the client's to collect; twice makes old what stays.
    private static void Tidy()
    {
        GC.Collect();
        GC.Collect();
    }

    private IEnumerable<string> Outputs => plan.OwnedTopics.Except(plan.Keys.Select(key => key.Topic));

    // The host is stopped before it goes, also where the measurement is cut short.
    private async Task<T> WithHostAsync<T>(ModelCatalog models, KafkaSettings kafka, string data, Func<PipelineHost, Task, Task<T>> measure, Action<string> say, CancellationToken stop)
    {
        var options = new HostOptions { DataDirectory = data, Stages = new() { Group = plan.Name } };
        var host = await PipelineHost.OpenAsync(plan, options, kafka, models, say, TimeProvider.System, stop).ConfigureAwait(false);
        await using var openHost = host.ConfigureAwait(false);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = host.RunAsync(end.Token);
        try
        {
            return await measure(host, running).ConfigureAwait(false);
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(false);
        }
    }

    private Task<EmbeddedKafka> StartAsync(IEnumerable<string> raw, CancellationToken stop)
    {
        var topics = plan.Sources.Select(source => (source.Topic, Partitions))
            .Concat(Outputs.Select(topic => (topic, plan.Shards))).Concat(raw.Select(topic => (topic, topic == RawRoad.Target ? plan.Shards : Partitions)));
        return EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Topics = topics.ToDictionary(topic => topic.Item1, topic => topic.Item2, StringComparer.Ordinal) }, stop);
    }

    private static List<SourceRecord> Records(int count)
    {
        var days = (count / EventsPerDay) + 2;
        return [.. SimulationFile.Records(new WorldOptions(), new DeliveryOptions(), 0, days, partitions: Partitions).Take(count)];
    }

    private async Task<ModelCatalog> ModelsAsync(string folder, CancellationToken stop)
    {
        var artifacts = new ArtifactSettings(RunStore.FolderOf(folder)).Open();
        await RunArtifacts.PrepareAsync(plan, artifacts, stop).ConfigureAwait(false);
        return plan.Model is null ? throw new CommandException($"The pipeline {plan.Name} has no model to measure.") : ModelCatalog.Of(plan, artifacts);
    }
}
