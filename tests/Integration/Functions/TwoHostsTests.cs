using System.Text;
using Serverless.Durable.Checkpoints;
using Serverless.Durable.Stages;
using Serverless.Functions;
using Serverless.Models;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Functions;

/// <summary>One recorded keyed log through both hosts; and what the durable client shows of it.</summary>
public sealed class TwoHostsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const float Score = 0.6f;

    [Fact]
    public async Task The_same_records_give_byte_identical_outputs_of_card_fraud_through_the_local_host_and_through_the_functions()
    {
        await using var broker = await CardBroker.StartAsync();
        await using var run = new FunctionsRun(broker, azurite.ConnectionString, Score);
        await RunAsync(run);
        Assert.Equal(CardDays.Scored, (await broker.ReadAsync(CardBroker.Plan.Predictions)).Count);
        await AssertSameThroughTheLocalHostAsync(broker, CardBroker.Plan);
    }

    [Fact]
    public async Task The_same_records_give_byte_identical_outputs_of_three_keys_with_windows_through_both_hosts()
    {
        var plan = new Rides().Build();
        await using var broker = await CardBroker.StartAsync(of: plan);
        await using var run = new FunctionsRun(broker, azurite.ConnectionString, Score, plan) { Cut = FunctionsRun.Overlapping };
        await run.TickAsync();
        for (var shift = 0; shift < 3; shift++)
            await run.RunAsync(Rides.Of(shift));
        var outputs = await broker.ReadAsync(plan.Events);
        Assert.All(plan.Keys, key => Assert.Contains(outputs, output => Encoding.UTF8.GetString(Header(output, OutputHeaders.Id)).StartsWith(key.Topic, StringComparison.Ordinal)));
        Assert.Superset(new HashSet<string> { "late", "window" }, outputs.Select(output => Encoding.UTF8.GetString(Header(output, OutputHeaders.Type))).ToHashSet());
        await AssertSameThroughTheLocalHostAsync(broker, plan);
    }

    [Fact]
    public async Task The_entity_shows_position_lineage_ids_and_the_values_of_a_key_and_the_pipeline_its_shards()
    {
        await using var broker = await CardBroker.StartAsync();
        await using var run = new FunctionsRun(broker, azurite.ConnectionString, Score);
        await RunAsync(run);
        await run.Runner.StopAsync(broker.Token);
        var number = StoredShard.NumberOf(CardBroker.Plan, "C0");
        var shard = await StoredShard.ReadAsync(CardBroker.Plan, 0, number, run.NewCheckpoints(), broker.Token);

        Assert.Equal((await broker.Log.BoundsAsync(CardBroker.Plan.Keys[0].Topic, number, broker.Token)).End, shard.Position);
        Assert.Equal(Enumerable.Range(0, CardDays.Partitions), shard.Lineage.Where(origin => origin.Topic == CardDays.Payments && origin.Offset >= 0).Select(origin => origin.Partition));
        Assert.Contains(shard.Ids, id => id.Topic == CardDays.Payments && id.Id.StartsWith($"P{CardDays.Days - 1}-", StringComparison.Ordinal));
        var values = shard.Find("C0")!;
        Assert.Equal((number, shard.Position), (values.Shard, values.Position));
        var (week, month) = ((double)values.Values["customer_count_7d"]!, (double)values.Values["customer_count_30d"]!);
        Assert.InRange(week, 1, month - 1);
        Assert.InRange(month, week + 1, CardDays.Scored);
        Assert.Null(shard.Find("nobody"));

        // And so does what HTTP functions answer from.
        var models = new ModelStore(new ArtifactSettings(azurite.ConnectionString, $"m{Guid.NewGuid():n}").Open());
        using var view = new PipelineView(run.Runner, run.NewCheckpoints(), models, TimeProvider.System);

        Assert.Null(await view.ProblemAsync(run.Client, broker.Token));
        var status = await view.StatusAsync(run.Client, broker.Token);
        Assert.Equal(("card-fraud", 0L), (status.Name, status.Sources.Sum(source => source.Lag)));
        Assert.Equal(CardBroker.Plan.Keys.Select(key => key.Name), status.Keys.Select(key => key.Name));
        Assert.All(status.Keys, key => Assert.All(key.Shards, shard => Assert.Equal((0, 1, true), (shard.Behind, shard.Generation, shard.End > 0))));
        Assert.NotNull(await view.ValuesAsync(run.Client, "terminal", "T1", broker.Token));
        Assert.Null(await view.ValuesAsync(run.Client, "terminal", "T99", broker.Token));
        Assert.Null(await view.ValuesAsync(run.Client, "planet", "T1", broker.Token));
    }

    private static async Task RunAsync(FunctionsRun run)
    {
        await run.TickAsync();
        for (var day = 0; day < CardDays.Days; day++)
            await run.DayAsync(day);
    }

    /// <summary>Each stage by itself: the local host's loops over what the functions' run has recorded.</summary>
    private static async Task AssertSameThroughTheLocalHostAsync(CardBroker recorded, PipelinePlan plan)
    {
        await using (var local = await StartAsync(plan))
        {
            var sources = await Task.WhenAll(plan.Sources.Select(source => recorded.ReadAsync(source.Topic)));
            await local.CleanseAsync(sources.SelectMany(records => records));
            Assert.Equal(await ClockOutputs.ReadAsync(recorded, plan), await ClockOutputs.ReadAsync(local.Broker, plan));
            await AssertSameAsync(recorded, local.Broker, plan, stage: null);
        }

        foreach (var key in plan.Keys)
        {
            // The next key's shards have to name their origins before this stage writes to them: what Clock said is recorded, too.
            await using var local = await StartAsync(plan);
            var next = plan.Keys.Where(other => other.Index == key.Index + 1).Select(other => other.Topic);
            await local.FoldAsync(key.Index, [.. await recorded.ReadAsync(key.Topic), .. await ClockOutputs.RecordsAsync(recorded, next)]);
            await AssertSameAsync(recorded, local.Broker, plan, key.Index);
        }
    }

    private static async Task AssertSameAsync(CardBroker recorded, CardBroker local, PipelinePlan plan, int? stage)
    {
        var (expected, actual) = (await StageOutputs.ReadAsync(recorded, plan, stage), await StageOutputs.ReadAsync(local, plan, stage));
        Assert.NotEmpty(expected.Records);
        Assert.Equal(expected.Records, actual.Records);
        Assert.Equal(expected.Watermarks, actual.Watermarks);
        var common = expected.Progress.Keys.Intersect(actual.Progress.Keys).ToList();
        Assert.Equal(stage == plan.Keys.Length - 1, common.Count == 0);
        Assert.All(common, position => Assert.Equal(expected.Progress[position], actual.Progress[position]));
    }

    private static async Task<StageReplay> StartAsync(PipelinePlan plan)
    {
        var broker = await CardBroker.StartAsync(of: plan);
        var models = plan.Model is null ? null : new FixedInference(plan, Score);
        return new StageReplay(broker, new StageServices(plan, broker.Log, new PlainCheckpoints(), models, TimeProvider.System, broker.Options));
    }

    private static byte[] Header(LogRecord record, string name) => record.TryGetHeader(name, out var value) ? value.ToArray() : [];
}
