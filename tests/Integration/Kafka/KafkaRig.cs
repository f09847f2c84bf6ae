using System.Globalization;
using System.Text;
using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Local.Emulators;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Kafka;

/// <summary>An embedded broker with topic <c>t</c> and a log on it.</summary>
internal sealed class KafkaRig : IAsyncDisposable
{
    public const string Topic = "t";
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(4));

    private KafkaRig(EmbeddedKafka broker, KafkaSettings settings, KafkaLog log)
    {
        Broker = broker;
        Settings = settings;
        Log = log;
    }

    public EmbeddedKafka Broker { get; }

    public KafkaSettings Settings { get; }

    public KafkaLog Log { get; }

    /// <summary>Ends a test that hangs; no test depends on it otherwise.</summary>
    public CancellationToken Token => _limit.Token;

    public static async Task<KafkaRig> StartAsync(int partitions, Func<KafkaSettings, KafkaSettings>? with = null)
    {
        var topics = new Dictionary<string, int> { [Topic] = partitions };
        var broker = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Topics = topics });
        // Faults of a test pass quickly.
        var properties = new Dictionary<string, string> { ["retry.backoff.ms"] = "5", ["reconnect.backoff.max.ms"] = "20" };
        var settings = broker.Settings with { Properties = properties };
        settings = with?.Invoke(settings) ?? settings;
        return new KafkaRig(broker, settings, await KafkaLog.ConnectAsync(settings, CancellationToken.None));
    }

    public static OutgoingRecord Record(int partition, string value, string? id = null, string? key = null) => new()
    {
        Topic = Topic,
        Partition = partition,
        Key = key is null ? null : Encoding.UTF8.GetBytes(key),
        Value = Encoding.UTF8.GetBytes(value),
        Headers = id is null ? [] : [new RecordHeader(OutputHeaders.Id, Encoding.UTF8.GetBytes(id))],
    };

    public static OutgoingRecord[] Numbered(int partition, int from, int count, string prefix = "") =>
        [.. Enumerable.Range(from, count).Select(number => Record(partition, prefix + number.ToString(CultureInfo.InvariantCulture)))];

    public static string Text(LogRecord record) => Encoding.UTF8.GetString(record.Value.Span);

    /// <summary>Waits for what must come, however long that takes.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(5, Token);
    }

    public async Task AppendAsync(params OutgoingRecord[] records)
    {
        await using var writer = Log.OpenWriter();
        await writer.AppendAsync(records, Token);
    }

    public async Task<List<LogRecord>> ReadAllAsync(int partition)
    {
        var records = new List<LogRecord>();
        var next = (await Log.BoundsAsync(Topic, partition, Token)).Start;
        while (true)
        {
            var slice = await Log.ReadAsync(Topic, partition, next, 1000, TimeSpan.Zero, Token);
            records.AddRange(slice.Records);
            next = slice.Next;
            if (slice.Next >= slice.End)
                return records;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        await Broker.DisposeAsync();
        _limit.Dispose();
    }
}
