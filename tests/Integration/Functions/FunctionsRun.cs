using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Durable.Stages;
using Serverless.Functions;
using Serverless.Models;
using Serverless.Streams.Records;
using Serverless.Tests.Functions;

namespace Serverless.Tests.Integration.Functions;

/// <summary>The app's functions, called as the host calls them: batches that mix partitions, offsets committed after the function has returned.</summary>
internal sealed class FunctionsRun : IAsyncDisposable
{
    private readonly CardBroker _broker;
    private readonly string _azurite;
    private readonly float _score;
    private readonly Dictionary<(string Topic, int Partition), long> _next = [];
    private readonly List<PipelineRunner> _runners = [];
    private CleanseFunctions _cleanse = null!;
    private KeyedFunctions _keyed = null!;
    private ClockFunction _clock = null!;

    public FunctionsRun(CardBroker broker, string azurite, float score)
    {
        (_broker, _azurite, _score) = (broker, azurite, score);
        Entities = new SimulatedEntityClient(TimeProvider.System);
        Client = new SimulatedDurableClient(Entities);
        Container = $"c{Guid.NewGuid():n}";
        Start();
    }

    public SimulatedEntityClient Entities { get; }

    public SimulatedDurableClient Client { get; }

    public string Container { get; }

    /// <summary>The instance that runs now.</summary>
    public PipelineRunner Runner => _runners[^1];

    /// <summary>How the trigger cuts, repeats, or loses what is new in a topic. By default one batch.</summary>
    public Func<IReadOnlyList<LogRecord>, IEnumerable<IReadOnlyList<LogRecord>>> Cut { get; set; } = records => [records];

    /// <summary>A new instance, which remembers nothing. The old one is not told: it is a zombie from now on.</summary>
    public void Start()
    {
        var checkpoints = NewCheckpoints();
        var models = new FixedInference(CardBroker.Plan, _score);
        var runner = new PipelineRunner(CardBroker.Plan, new FunctionRoles(CardBroker.Plan, hasSink: false), new FaultBackoff(TimeProvider.System, NullLogger.Instance), checkpoints, TimeProvider.System, async _ =>
            new RunnerServices(new StageServices(CardBroker.Plan, await _broker.ConnectAsync(), checkpoints, models, TimeProvider.System, _broker.Options), Sink: null));
        _runners.Add(runner);
        (_cleanse, _keyed, _clock) = (new CleanseFunctions(runner), new KeyedFunctions(runner), new ClockFunction(runner));
    }

    /// <summary>Another client of the same entities and blobs.</summary>
    public EntityCheckpoints NewCheckpoints()
    {
        var checkpoints = new EntityCheckpoints(CheckpointBlobs.Open(_azurite, Container), TimeProvider.System) { ResendAfter = TimeSpan.FromMilliseconds(20) };
        checkpoints.Use(Client);
        return checkpoints;
    }

    public Task TickAsync() => _clock.Clock(new TimerInfo(), _broker.Token);

    public async Task DayAsync(int day)
    {
        await _broker.AppendAsync(CardDays.Of(day));
        foreach (var source in CardBroker.Plan.Sources.Reverse())
            await DeliverAsync(source.Topic);
        foreach (var key in CardBroker.Plan.Keys)
            await DeliverAsync(key.Topic);
    }

    /// <summary>Delivers what is new in a topic and commits.</summary>
    public async Task DeliverAsync(string topic)
    {
        var records = await _broker.ReadAsync(topic, partition => _next.GetValueOrDefault((topic, partition)));
        foreach (var batch in Cut(records).Where(batch => batch.Count > 0))
            await CallAsync(topic, batch);
        foreach (var partition in records.GroupBy(record => record.Partition))
        {
            _next[(topic, partition.Key)] = partition.Max(record => record.Offset) + 1;
            await _broker.Log.CommitAsync("serverless", topic, partition.Key, _next[(topic, partition.Key)], _broker.Token);
        }
    }

    /// <summary>One call of the function that has this topic.</summary>
    public Task CallAsync(string topic, IEnumerable<LogRecord> batch)
    {
        var records = batch.Select(Record).ToArray();
        return topic switch
        {
            CardDays.Payments => _cleanse.Cleanse1(records, Client, _broker.Token),
            CardDays.Reports => _cleanse.Cleanse2(records, Client, _broker.Token),
            _ when topic == CardBroker.Plan.Keys[0].Topic => _keyed.Window1(records, Client, _broker.Token),
            _ => _keyed.Score(records, Client, _broker.Token),
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var runner in _runners)
            await runner.DisposeAsync();
        await Client.DisposeAsync();
    }

    // As the trigger's converter makes them: what is missing is null.
    public static KafkaRecord Record(LogRecord record) => new()
    {
        Topic = record.Topic,
        Partition = record.Partition,
        Offset = record.Offset,
        Key = record.Key.IsEmpty ? null! : record.Key.ToArray(),
        Value = record.Value.IsEmpty ? null! : record.Value.ToArray(),
        Timestamp = new KafkaTimestamp { UnixTimestampMs = record.Timestamp },
        Headers = [.. record.Headers.Select(header => new KafkaHeader { Key = header.Name, Value = header.Value.ToArray() })],
    };
}
