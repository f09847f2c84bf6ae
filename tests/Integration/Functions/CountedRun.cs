using System.Text;
using Azure.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Durable.Stages;
using Serverless.Functions;
using Serverless.Models;
using Serverless.Streams;
using Serverless.Streams.Records;
using Serverless.Tests.Functions;

namespace Serverless.Tests.Integration.Functions;

/// <summary>
/// card-fraud's functions in simulated time under the trigger's rule: a batch goes when it is full, or when a second has passed. Counts their executions and what they ask of log,
/// entities and blobs. A hundredth of the events are reports of frauds.
/// </summary>
internal sealed class CountedRun : IAsyncDisposable
{
    private const int MaxBatchSize = 256;
    private const int SourcePartitions = 8;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SettableTime _time = new();
    private readonly SimulatedDurableClient _client;
    private readonly PipelineRunner _runner;
    private readonly Dictionary<(string Topic, int Partition), long> _next = [];
    private int _second;
    private long _sent;

    public CountedRun(string azurite)
    {
        var topics = Plan.OwnedTopics.ToDictionary(topic => topic, _ => Plan.Shards);
        foreach (var source in Plan.Sources)
            topics[source.Topic] = SourcePartitions;
        Log = new CountedLog(topics, _time);
        Entities = new SimulatedEntityClient(_time);
        _client = new SimulatedDurableClient(Entities);
        var checkpoints = new EntityCheckpoints(CheckpointBlobs.Open(azurite, $"c{Guid.NewGuid():n}", options => options.AddPolicy(Blobs, HttpPipelinePosition.PerCall)), _time);
        _runner = new PipelineRunner(Plan, new FunctionRoles(Plan, hasSink: false), new FaultBackoff(_time, NullLogger.Instance), checkpoints, _time, _ =>
            Task.FromResult(new RunnerServices(new StageServices(Plan, Log, checkpoints, Models, _time, new StageOptions()), Sink: null)));
    }

    private static PipelinePlan Plan => CardBroker.Plan;

    public CountedLog Log { get; }

    public SimulatedEntityClient Entities { get; }

    public CountedCalls Blobs { get; } = new();

    public FixedInference Models { get; } = new(Plan, 0.1f);

    /// <summary>Of functions with a Kafka trigger.</summary>
    public int Executions { get; private set; }

    /// <summary>Of the timer.</summary>
    public int Ticks { get; private set; }

    /// <summary>A second with so many events.</summary>
    public async Task SecondAsync(int events)
    {
        if (_second++ % 10 == 0)
        {
            Ticks++;
            await new ClockFunction(_runner).Clock(new Microsoft.Azure.Functions.Worker.TimerInfo(), default);
        }

        for (var each = 0; each < events; each++)
            Log.Append(Event(_sent++, events));
        await DeliverAsync(Plan.Sources[0].Topic, new CleanseFunctions(_runner).Cleanse1);
        await DeliverAsync(Plan.Sources[1].Topic, new CleanseFunctions(_runner).Cleanse2);
        await DeliverAsync(Plan.Keys[0].Topic, new KeyedFunctions(_runner).Window1);
        await DeliverAsync(Plan.Keys[1].Topic, new KeyedFunctions(_runner).Score);
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _runner.DisposeAsync();
        await _client.DisposeAsync();
    }

    private async Task DeliverAsync(string topic, Func<Microsoft.Azure.Functions.Worker.KafkaRecord[], Microsoft.DurableTask.Client.DurableTaskClient, CancellationToken, Task> function)
    {
        var partitions = await Log.PartitionsAsync(topic, default);
        var records = new List<LogRecord>();
        for (var partition = 0; partition < partitions; partition++)
            records.AddRange((await Log.ReadAsync(topic, partition, _next.GetValueOrDefault((topic, partition)), int.MaxValue, TimeSpan.Zero, default)).Records);
        foreach (var batch in records.OrderBy(record => record.Offset).Chunk(MaxBatchSize))
        {
            Executions++;
            await function(Array.ConvertAll(batch, FunctionsRun.Record), _client, default);
            foreach (var record in batch)
                _next[(topic, record.Partition)] = record.Offset + 1;
        }

        foreach (var partition in records.Select(record => record.Partition).Distinct())
            await Log.CommitAsync("serverless", topic, partition, _next[(topic, partition)], default);
    }

    private static OutgoingRecord Event(long number, int eventsPerSecond)
    {
        var (at, terminal) = (Start.AddMilliseconds(number * 1_000.0 / eventsPerSecond), number * 7_919 % 2_000);
        var isReport = number % 100 == 99;
        var json = isReport
            ? $$"""{"id":"r-{{number:D10}}","transactionId":"t-{{number - 50:D10}}","terminalId":"terminal-{{terminal:D6}}","at":"{{at.AddDays(-1):O}}","reportedAt":"{{at:O}}"}"""
            : $$"""{"id":"t-{{number:D10}}","customerId":"customer-{{number * 104_729 % 5_000:D6}}","terminalId":"terminal-{{terminal:D6}}","at":"{{at:O}}","amount":{{number % 250}}.5,"category":"grocery","distance":{{number % 40}}}""";
        return new OutgoingRecord { Topic = Plan.Sources[isReport ? 1 : 0].Topic, Partition = (int)(number / 3 % SourcePartitions), Value = Encoding.UTF8.GetBytes(json) };
    }
}
