using System.Text;
using Serverless.Durable.Checkpoints;
using Serverless.Durable.Stages;
using Serverless.Functions;
using Serverless.Models;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Functions;

/// <summary>One recorded keyed log through both hosts; and what the durable client shows of it.</summary>
public sealed class TwoHostsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const float Score = 0.6f;
    private const int LastStage = 1;

    // The wall clock, and what tells spans apart.
    private static readonly string[] Apart = [OutputHeaders.Ingest, OutputHeaders.TraceParent];

    [Fact]
    public async Task The_same_keyed_log_gives_byte_identical_outputs_through_the_local_host_and_through_the_functions()
    {
        await using var broker = await CardBroker.StartAsync();
        await using var run = new FunctionsRun(broker, azurite.ConnectionString, Score);
        await RunAsync(run);
        var expected = await OutputsAsync(broker);
        Assert.Equal(CardDays.Scored, expected.Count(output => output.StartsWith(CardBroker.Plan.Predictions, StringComparison.Ordinal)));

        await using var local = await CardBroker.StartAsync();
        var services = new StageServices(CardBroker.Plan, local.Log, new PlainCheckpoints(), new FixedInference(CardBroker.Plan, Score), TimeProvider.System, broker.Options);
        await ShardReplay.RunAsync(local, services, LastStage, await broker.ReadAsync(CardBroker.Plan.Keys[LastStage].Topic));

        Assert.Equal(expected, await OutputsAsync(local));
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

    /// <summary>What the last stage has published, whole and in order per partition.</summary>
    private static async Task<List<string>> OutputsAsync(CardBroker broker)
    {
        var outputs = new List<string>();
        foreach (var topic in CardBroker.Outputs)
            outputs.AddRange((await broker.ReadAsync(topic)).Where(IsOfLastStage).Select(Text));
        return outputs;
    }

    private static bool IsOfLastStage(LogRecord record) =>
        record.TryGetHeader(OutputHeaders.Id, out var id) && Encoding.UTF8.GetString(id.Span).StartsWith(CardBroker.Plan.Keys[LastStage].Topic, StringComparison.Ordinal);

    private static string Text(LogRecord record)
    {
        var headers = record.Headers.Where(header => !Apart.Contains(header.Name)).Select(header => $"{header.Name}={Convert.ToHexString(header.Value.Span)}");
        return $"{record.Topic}/{record.Partition} {Convert.ToHexString(record.Key.Span)} {string.Join(' ', headers)} {Convert.ToHexString(record.Value.Span)}";
    }
}
