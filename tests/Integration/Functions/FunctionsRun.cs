using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Durable.Stages;
using Serverless.Functions;
using Serverless.Models;
using Serverless.Streams;
using Serverless.Streams.Records;
using Serverless.Tests.Functions;

namespace Serverless.Tests.Integration.Functions;

/// <summary>The app's functions, called as the host calls them: batches that mix partitions, offsets committed after the function has returned.</summary>
internal sealed class FunctionsRun : IAsyncDisposable
{
    private readonly CardBroker _broker;
    private readonly string _azurite;
    private readonly float _score;
    private readonly PipelinePlan _plan;
    private readonly Dictionary<(string Topic, int Partition), long> _next = [];
    private readonly List<PipelineRunner> _runners = [];
    private CleanseFunctions _cleanse = null!;
    private KeyedFunctions _keyed = null!;
    private ClockFunction _clock = null!;

    public FunctionsRun(CardBroker broker, string azurite, float score, PipelinePlan? of = null)
    {
        (_broker, _azurite, _score, _plan) = (broker, azurite, score, of ?? CardBroker.Plan);
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
        var models = _plan.Model is null ? null : new FixedInference(_plan, _score);
        var runner = new PipelineRunner(_plan, new FunctionRoles(_plan, hasSink: false), new FaultBackoff(TimeProvider.System, NullLogger.Instance), checkpoints, TimeProvider.System, async _ =>
            new RunnerServices(new StageServices(_plan, await _broker.ConnectAsync(), checkpoints, models, TimeProvider.System, _broker.Options), Sink: null));
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

    public Task DayAsync(int day) => RunAsync(CardDays.Of(day));

    /// <summary>Sends source records and delivers what comes of them, stage by stage.</summary>
    public async Task RunAsync(IReadOnlyList<OutgoingRecord> records)
    {
        await _broker.AppendAsync(records);
        foreach (var source in _plan.Sources.Reverse())
            await DeliverAsync(source.Topic);
        foreach (var key in _plan.Keys)
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
    public Task CallAsync(string topic, IEnumerable<LogRecord> batch, CancellationToken? stop = null)
    {
        var (records, token) = (batch.Select(Record).ToArray(), stop ?? _broker.Token);
        if (_plan.Sources.FirstOrDefault(source => source.Topic == topic) is { } from)
            return from.Index == 0 ? _cleanse.Cleanse1(records, Client, token) : _cleanse.Cleanse2(records, Client, token);
        var key = _plan.Keys.First(key => key.Topic == topic).Index;
        return key == _plan.Keys.Length - 1 ? _keyed.Score(records, Client, token)
            : key == 0 ? _keyed.Window1(records, Client, token) : _keyed.Window2(records, Client, token);
    }

    /// <summary>A cut: seven at a time, partitions mixed, each batch with the end of the one before it, every third one twice.</summary>
    public static IEnumerable<IReadOnlyList<LogRecord>> Overlapping(IReadOnlyList<LogRecord> records)
    {
        var mixed = records.OrderBy(record => record.Offset).ThenBy(record => record.Partition).ToList();
        for (var start = 0; start < mixed.Count; start += 7)
        {
            var batch = mixed.Skip(Math.Max(0, start - 4)).Take(11).ToList();
            yield return batch;
            if (start % 3 == 0)
                yield return batch;
        }
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
