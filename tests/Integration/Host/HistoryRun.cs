using System.Text;
using System.Text.Json;
using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Local.Emulators;
using Serverless.Local.Host;
using Serverless.Local.Simulation;
using Serverless.Local.Simulation.World;
using Serverless.Models;
using Serverless.Pipelines;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Host;

/// <summary>A small simulated history through the local host with the committed model, on a broker and a folder of its own.</summary>
internal sealed class HistoryRun : IAsyncDisposable
{
    private const int SourcePartitions = 4;
    private static readonly PipelinePlan Plan = PipelineCatalog.Create("card-fraud").Build();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("serverless-history-");
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(4));
    private readonly List<string> _notices = [];

    /// <summary>What a reader has of the outputs, sorted: of each prediction its event, features, decision and reasons; of each dead letter its reason and bytes.</summary>
    public static async Task<HistoryOutputs> RunAsync(int days)
    {
        await using var run = new HistoryRun();
        return await run.RunDaysAsync(days);
    }

    public ValueTask DisposeAsync()
    {
        _stop.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<HistoryOutputs> RunDaysAsync(int days)
    {
        await using var broker = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Topics = Topics() });
        await using var log = await KafkaLog.ConnectAsync(broker.Settings, _stop.Token);
        using var models = await ModelsAsync();
        var options = new HostOptions { DataDirectory = _folder.FullName, Stages = new() { Group = Plan.Name } };
        await using var host = await PipelineHost.OpenAsync(Plan, options, broker.Settings, models, Note, TimeProvider.System, _stop.Token);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var running = host.RunAsync(end.Token);
        var summary = await new SimulateRun(Simulate(broker, days), TextWriter.Null, TimeProvider.System).RunAsync(_stop.Token);
        await DrainedAsync(log, summary);
        await end.CancelAsync();
        await running;
        return new HistoryOutputs(
            await ReadAsync(log, Plan.Predictions, Prediction), await ReadAsync(log, Plan.Dead, DeadLetter), summary, string.Join('\n', _notices));
    }

    private static Dictionary<string, int> Topics()
    {
        var topics = Plan.OwnedTopics.ToDictionary(topic => topic, _ => Plan.Shards);
        foreach (var source in Plan.Sources)
            topics[source.Topic] = SourcePartitions;
        return topics;
    }

    private async Task<ModelCatalog> ModelsAsync()
    {
        var artifacts = new ArtifactSettings(Path.Combine(_folder.FullName, "artifacts")).Open();
        var store = new ModelStore(artifacts);
        await store.PushAsync(Path.Combine(AppContext.BaseDirectory, "pipelines", "CardFraud", "models", "1"), _stop.Token);
        await store.ActivateAsync(Plan.Model!.Name, "1", _stop.Token);
        return new ModelCatalog(artifacts, [ModelExpectation.Of(Plan.Model)]);
    }

    private SimulateOptions Simulate(EmbeddedKafka broker, int days) => new()
    {
        Kafka = broker.Settings,
        LedgerDirectory = Path.Combine(_folder.FullName, "ledger"),
        World = new WorldOptions { Customers = 300, Terminals = 60, Radius = 20 },
        Delivery = new() { Malformed = 0.01, Incomplete = 0.01, Rejected = 0.01, Test = 0.01, Duplicates = 0.02 },
        HistoryDays = days,
        LiveDuration = TimeSpan.Zero,
        CleanseGroup = Plan.Name,
        PaceLimit = TimeSpan.FromMinutes(3),
    };

    private void Note(string line)
    {
        lock (_notices)
            _notices.Add(line);
    }

    private async Task DrainedAsync(KafkaLog log, SimulateSummary summary)
    {
        while (await EndAsync(log, Plan.Predictions) < summary.Good || await EndAsync(log, Plan.Dead) < summary.Dead.Values.Sum())
            await Task.Delay(20, _stop.Token);
    }

    private async Task<long> EndAsync(KafkaLog log, string topic)
    {
        var end = 0L;
        for (var partition = 0; partition < Plan.Shards; partition++)
            end += (await log.BoundsAsync(topic, partition, _stop.Token)).End;
        return end;
    }

    private async Task<List<string>> ReadAsync(KafkaLog log, string topic, Func<LogRecord, string> text)
    {
        var (last, texts) = (new LastIds(), new List<string>());
        for (var partition = 0; partition < Plan.Shards; partition++)
        {
            LogSlice slice;
            var next = 0L;
            do
            {
                slice = await log.ReadAsync(topic, partition, next, 1_000, TimeSpan.Zero, _stop.Token);
                texts.AddRange(slice.Records.Where(record => OutputId.TryParse(Header(record, OutputHeaders.Id), out var id) && last.IsNew(topic, partition, id)).Select(text));
                next = slice.Next;
            }
            while (next < slice.End);
        }

        texts.Sort(StringComparer.Ordinal);
        return texts;
    }

    private static string Prediction(LogRecord record)
    {
        using var json = JsonDocument.Parse(record.Value);
        return string.Join(' ', new[] { "id", "features", "decision", "reasons" }.Select(name => json.RootElement.GetProperty(name).GetRawText()));
    }

    private static string DeadLetter(LogRecord record) => $"{Header(record, OutputHeaders.Reason)} {Encoding.UTF8.GetString(record.Value.Span)}";

    private static string Header(LogRecord record, string name) => record.TryGetHeader(name, out var value) ? Encoding.UTF8.GetString(value.Span) : "";
}
