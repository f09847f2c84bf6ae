using System.Text;
using Serverless.Durable.Stages;
using Serverless.Kafka;
using Serverless.Local.Emulators;
using Serverless.Pipelines;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Functions;

/// <summary>An embedded broker with all topics of the card pipeline, or of another one, and what tests read from it.</summary>
internal sealed class CardBroker : IAsyncDisposable
{
    private readonly EmbeddedKafka _broker;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(4));

    private CardBroker(EmbeddedKafka broker, KafkaLog log) => (_broker, Log) = (broker, log);

    public static PipelinePlan Plan { get; } = PipelineCatalog.Create("card-fraud").Build();

    public static IReadOnlyList<string> Outputs { get; } = [Plan.Predictions, Plan.Events, Plan.Dead, "card.alerts"];

    public KafkaLog Log { get; }

    /// <summary>Ends a test that hangs; no test depends on it otherwise.</summary>
    public CancellationToken Token => _limit.Token;

    public StageOptions Options => new() { Group = "serverless", Epoch = _broker.Epoch.Count, CheckpointPause = TimeSpan.Zero, CheckpointRecords = 50 };

    public static async Task<CardBroker> StartAsync(Action<Dictionary<string, int>>? with = null, PipelinePlan? of = null)
    {
        var plan = of ?? Plan;
        var topics = plan.OwnedTopics.ToDictionary(topic => topic, _ => plan.Shards);
        foreach (var source in plan.Sources)
            topics[source.Topic] = CardDays.Partitions;
        with?.Invoke(topics);
        var broker = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Topics = topics });
        return new CardBroker(broker, await KafkaLog.ConnectAsync(broker.Settings, CancellationToken.None));
    }

    public KafkaSettings Settings => _broker.Settings;

    public BrokerFaults Faults => _broker.Faults;

    public Task<KafkaLog> ConnectAsync() => KafkaLog.ConnectAsync(_broker.Settings, Token);

    public async Task AppendAsync(IReadOnlyList<OutgoingRecord> records)
    {
        await using var writer = Log.OpenWriter();
        await writer.AppendAsync(records, Token);
    }

    /// <summary>A topic's records from an offset per partition on; by default all of them.</summary>
    public async Task<List<LogRecord>> ReadAsync(string topic, Func<int, long>? from = null)
    {
        var partitions = await Log.PartitionsAsync(topic, Token);
        var read = await Task.WhenAll(Enumerable.Range(0, partitions).Select(partition => ReadAsync(topic, partition, from?.Invoke(partition) ?? 0)));
        return [.. read.SelectMany(records => records)];
    }

    /// <summary>What a reader has of a topic of outputs after the last-id rule, as text without the ids, sorted.</summary>
    public async Task<List<string>> OutputsAsync(string topic)
    {
        var last = new LastIds();
        var records = await ReadAsync(topic);
        return [.. records
            .Where(record => OutputId.TryParse(Header(record, OutputHeaders.Id), out var id) && last.IsNew(record.Topic, record.Partition, id))
            .Select(Text)
            .Order(StringComparer.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        await _broker.DisposeAsync();
        _limit.Dispose();
    }

    private static string Text(LogRecord record)
    {
        // What caused a window to close is the run's own affair.
        var type = Header(record, OutputHeaders.Type);
        var origin = type == "window" ? "" : Header(record, OutputHeaders.Origin);
        return $"{type} {Encoding.UTF8.GetString(record.Key.Span)} {origin} {Header(record, OutputHeaders.Model)} {Encoding.UTF8.GetString(record.Value.Span)}";
    }

    private static string Header(LogRecord record, string name) => record.TryGetHeader(name, out var value) ? Encoding.UTF8.GetString(value.Span) : "";

    private async Task<List<LogRecord>> ReadAsync(string topic, int partition, long from)
    {
        var records = new List<LogRecord>();
        var end = (await Log.BoundsAsync(topic, partition, Token)).End;
        while (from < end)
        {
            var slice = await Log.ReadAsync(topic, partition, from, 1_000, TimeSpan.Zero, Token);
            records.AddRange(slice.Records);
            from = slice.Next;
        }

        return records;
    }
}
