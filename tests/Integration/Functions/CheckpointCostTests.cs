using System.Text;
using Azure.Core;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Functions;
using Serverless.Models;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Fold;
using Serverless.Tests.Functions;

namespace Serverless.Tests.Integration.Functions;

/// <summary>
/// What checkpoints cost: entity signals, entity reads and blob calls of all shards of card-fraud, counted by the simulated client and at the wire of the blob client, in simulated
/// time, by the very keepers that the stages use. Worst case: no delta fits inline, so every checkpoint writes a segment.
/// </summary>
public sealed class CheckpointCostTests(AzuriteFixture azurite, Xunit.Abstractions.ITestOutputHelper output) : IClassFixture<AzuriteFixture>
{
    private const int KeysPerCheckpoint = 400;
    private readonly SettableTime _time = new();

    [Theory]
    [InlineData(100, 6, 10)]
    [InlineData(1_000, 6, 5)]
    [InlineData(10_000, 2, 1)]
    public async Task Calls_per_thousand_events_stay_below_the_budget(int eventsPerSecond, int minutes, double most)
    {
        var calls = new CountedCalls();
        var entities = new SimulatedEntityClient(_time);
        var checkpoints = new EntityCheckpoints(CheckpointBlobs.Open(azurite.ConnectionString, $"c{Guid.NewGuid():n}", options => options.AddPolicy(calls, HttpPipelinePosition.PerCall)), _time);
        checkpoints.Use(new SimulatedDurableClient(entities));
        var services = new StageServices(CardBroker.Plan, null!, checkpoints, null, _time, new StageOptions());
        var shards = new List<(long First, LoadedShard Loaded)>();
        foreach (var key in CardBroker.Plan.Keys)
        {
            for (var shard = 0; shard < CardBroker.Plan.Shards; shard++)
                shards.Add((0, await ShardRecovery.LoadAsync(services, key.Index, new ShardId(key.Topic, shard), default)));
        }

        shards.ForEach(shard => shard.Loaded.Fold.Numbers.Assign(0));
        (calls.Count, var reads) = (0, entities.Reads);
        for (var second = 1; second <= minutes * 60; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            foreach (var (_, loaded) in shards)
            {
                // Every event passes both keys, so each stage's shards share the whole rate.
                loaded.Fold.Position = (long)eventsPerSecond * second / CardBroker.Plan.Shards;
                if (loaded.Checkpoints.IsDue(loaded.Fold.Position))
                {
                    Change(loaded.Fold);
                    await loaded.Checkpoints.OfferAsync(loaded.Fold.Position, default);
                }
            }
        }

        var perThousand = (entities.Signals + entities.Reads - reads + calls.Count) * 1_000.0 / ((long)eventsPerSecond * minutes * 60);
        output.WriteLine($"{eventsPerSecond}/s: {entities.Signals} signals, {entities.Reads - reads} reads, {calls.Count} blob calls: {perThousand:0.00} per 1,000 events");
        Assert.True(perThousand <= most, $"{entities.Signals} signals, {entities.Reads - reads} reads, {calls.Count} blob calls: {perThousand:0.00} per 1,000 events");
        Assert.InRange(calls.Count, entities.Signals, int.MaxValue);
    }

    private static void Change(KeyedFold fold)
    {
        for (var key = 0; key < KeysPerCheckpoint; key++)
        {
            var state = fold.Keys.Touch(Encoding.UTF8.GetBytes($"customer-{key}-of-several-hundred"));
            (state.Tracks[0] ??= new TimedRows(fold.Key.Tracks[0])).Insert(fold.Position, new AggregateValue[fold.Key.Tracks[0].Columns.Length]);
        }
    }
}
