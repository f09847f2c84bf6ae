using System.Globalization;
using System.Text;
using System.Text.Json;
using Serverless.Durable.DeadLetters;
using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Local.Emulators;
using Serverless.Local.Host;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.DeadLetters;

/// <summary>Dead letters on the real road: host, embedded broker, a definition that is wrong and then is not.</summary>
public sealed class DeadLetterReplayTests : IAsyncLifetime, IDisposable
{
    private const string Source = "meter.readings";
    private readonly string _folder = Directory.CreateTempSubdirectory("serverless-dead-").FullName;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(3));
    private EmbeddedKafka _broker = null!;
    private KafkaLog _log = null!;

    public async Task InitializeAsync()
    {
        var plan = new MeterWatch().Build();
        var topics = new[] { plan.Predictions, plan.Events, plan.Dead }.ToDictionary(topic => topic, _ => plan.Shards);
        _broker = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Topics = topics.Append(new(Source, 2)).ToDictionary() });
        _log = await KafkaLog.ConnectAsync(_broker.Settings, _limit.Token);
    }

    public async Task DisposeAsync()
    {
        await _log.DisposeAsync();
        await _broker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task Replayed_twice_after_the_fix_each_counts_once()
    {
        var (wrong, right) = (new MeterWatch().Build(), new Fixed.MeterWatch().Build());
        Assert.Equal(wrong.Name, right.Name);
        await AppendAsync(("a", 1), ("b", 500), ("c", 2), ("d", 600), ("e", 5_000), ("g", 7));
        await RunAsync(wrong, () => HasAsync(wrong.Predictions, 2, wrong.Dead, 4));
        var buried = await LettersAsync(wrong);
        Assert.Equal(
            [("", "reject"), ("", "reject"), ("", "reject")], buried.Where(letter => letter.Reason == "reject").Select(letter => (letter.Obstacle ?? "", letter.Reason)));

        var box = new DeadLetterBox(_log, right);
        Assert.Equal(3, await box.ReplayAsync(buried, _limit.Token));
        Assert.Equal(3, await box.ReplayAsync(buried, _limit.Token));
        await AppendAsync(("f", 3));

        // Both copies of e are refused again; those of b and d count once.
        await RunAsync(right, () => HasAsync(right.Predictions, 5, right.Dead, 6));
        var predictions = await ReadAsync(right.Predictions);
        Assert.Equal(["a", "b", "c", "d", "f"], predictions.Select(IdOf).Order(StringComparer.Ordinal));
        Assert.Equal(3, predictions.Count(record => Root(record).GetProperty("reasons").GetArrayLength() == 1));

        var again = (await LettersAsync(right)).Where(letter => letter.Record.TryGetHeader(OutputHeaders.ReplayOf, out _)).ToList();
        Assert.Equal(2, again.Count);
        Assert.All(again, letter => Assert.Equal("e", IdOf(letter.Record)));
    }

    [Fact]
    public async Task What_a_keyed_stage_has_buried_stays()
    {
        var plan = new MeterWatch().Build();
        await AppendAsync(("a", 1), ("g", 7));
        await RunAsync(plan, () => HasAsync(plan.Predictions, 1, plan.Dead, 1));

        var letter = Assert.Single(await LettersAsync(plan));
        Assert.Equal("a keyed stage's: it is counted already", letter.Obstacle);
        Assert.Equal(0, await new DeadLetterBox(_log, plan).ReplayAsync([letter], _limit.Token));
        Assert.Equal(2, (await ReadAsync(Source)).Count);
    }

    private async Task RunAsync(PipelinePlan plan, Func<Task<bool>> isDone)
    {
        await using var host = await PipelineHost.OpenAsync(
            plan, new HostOptions { DataDirectory = _folder, Stages = new() { Group = plan.Name } }, _broker.Settings, null, _ => { }, TimeProvider.System, _limit.Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        var running = host.RunAsync(stop.Token);
        while (!running.IsCompleted && !await isDone())
            await Task.Delay(20, _limit.Token);
        await stop.CancelAsync();
        await running;
    }

    private async Task<bool> HasAsync(string predictions, int alive, string dead, int buried) =>
        (await ReadAsync(predictions)).Count >= alive && (await ReadAsync(dead)).Count >= buried;

    private async Task<List<DeadLetterRecord>> LettersAsync(PipelinePlan plan) =>
        await new DeadLetterBox(_log, plan).ReadAsync(_limit.Token).ToListAsync(_limit.Token);

    private async Task<List<LogRecord>> ReadAsync(string topic)
    {
        var records = new List<LogRecord>();
        for (var partition = await _log.PartitionsAsync(topic, _limit.Token) - 1; partition >= 0; partition--)
            records.AddRange((await _log.ReadAsync(topic, partition, 0, 1_000, TimeSpan.Zero, _limit.Token)).Records);
        return records;
    }

    private async Task AppendAsync(params (string Id, double Load)[] readings)
    {
        await using var writer = _log.OpenWriter();
        await writer.AppendAsync([.. readings.Select((reading, index) => new OutgoingRecord
        {
            Topic = Source,
            Partition = index % 2,
            Key = "m"u8.ToArray(),
            Value = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{reading.Id}}","meter":"m","at":"2026-01-01T00:00:00Z","load":{{reading.Load}}}""")),
            Headers = [new RecordHeader("tenant", "t7"u8.ToArray())],
        })], _limit.Token);
    }

    private static JsonElement Root(LogRecord record) => JsonDocument.Parse(record.Value).RootElement;

    private static string IdOf(LogRecord record) => Root(record).GetProperty("id").GetString()!;
}
