using System.Text;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Durable.Telemetry;
using Serverless.Pipelines.CardFraud;
using Serverless.Streams;
using Serverless.Streams.Records;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.Durable;

/// <summary>What retention has taken before it was read is refused; accepted, it is counted, told and published, and never passed over in silence.</summary>
public sealed class LossTests
{
    private readonly MemoryLog _log = new();
    private readonly List<string> _notices = [];

    [Fact]
    public async Task Source_records_that_are_gone_are_refused_unless_the_loss_is_accepted()
    {
        var plan = new CardFraud().Build();
        var refused = await Assert.ThrowsAsync<LogException>(() => CleanseAsync(plan, acceptLoss: false));
        Assert.Equal("card.transactions/0: the group has committed 2, but the topic holds 5 to 5: records are lost; start with --accept-loss to go on without them.", refused.Message);
        Assert.True(refused.IsFatal);

        var services = await CleanseAsync(plan, acceptLoss: true);

        AssertLoss(services, "card.transactions", partition: 0, from: 2, to: 5);
        Assert.Equal(1, services.Counters.Total(PipelineCounters.Clean));
    }

    [Fact]
    public async Task A_hole_that_the_log_does_not_hand_out_fails_the_batch()
    {
        var refused = await Assert.ThrowsAsync<LogException>(() => CleanseAsync(new CardFraud().Build(), acceptLoss: false, start: 0, committed: null));

        Assert.Equal("card.transactions/0: offset 0 is not handed out, though 5 was.", refused.Message);
        Assert.False(refused.IsFatal);
    }

    [Fact]
    public async Task Records_of_a_shard_that_are_gone_are_refused_unless_the_loss_is_accepted()
    {
        var plan = Readings();
        _log.Starts[plan.Keys[0].Topic] = 2;
        await using (var runner = Runner(Services(plan, acceptLoss: false)))
        {
            var refused = await Assert.ThrowsAsync<LogException>(async () => await runner.StartAsync(default));
            Assert.Equal($"{plan.Keys[0].Topic}/0: the log starts at 2, but the newest checkpoint is 0: 2 records are lost; start with --accept-loss to go on without them.", refused.Message);
        }

        var services = Services(plan, acceptLoss: true);
        await using var second = Runner(services);
        await second.StartAsync(default);

        AssertLoss(services, plan.Keys[0].Topic, partition: 0, from: 0, to: 2);
        Assert.Equal(2, services.Counters.Total(PipelineCounters.Predictions));
    }

    [Fact]
    public async Task A_log_that_ends_below_the_checkpoint_is_refused_even_where_loss_is_accepted()
    {
        var plan = Readings();
        var services = Services(plan, acceptLoss: true);
        var beyond = new Save(0, 100, [], default, 1, DateTimeOffset.MaxValue);
        var bounds = await _log.BoundsAsync(plan.Keys[0].Topic, 0, default);

        var refused = Assert.Throws<LogException>(() => ShardRecovery.Compare(services, new ShardId(plan.Keys[0].Topic, 0), beyond.To, -1, bounds));

        Assert.Contains("the log ends at 4, but the newest checkpoint is 100", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.IsFatal);
    }

    private void AssertLoss(StageServices services, string topic, int partition, long from, long to)
    {
        var record = Assert.Single(_log.Partition(services.Plan.Events, partition % services.Plan.Shards));
        Assert.Equal($$"""{"topic":"{{topic}}","partition":{{partition}},"from":{{from}},"to":{{to}},"lost":{{to - from}}}""", Encoding.UTF8.GetString(record.Value.Span));
        Assert.Equal("loss", Text(record, OutputHeaders.Type));
        Assert.Equal($"{topic}.loss@1/{partition}:{to}:1.0", Text(record, OutputHeaders.Id));
        Assert.Equal(to - from, services.Counters.Details(PipelineCounters.Lost)[$"{topic}/{partition}"]);
        Assert.Equal([$"{topic}/{partition}: the records from {from} to {to - 1} are lost; it goes on at {to}."], _notices);
    }

    private async Task<StageServices> CleanseAsync(PipelinePlan plan, bool acceptLoss, long start = 5, long? committed = 2)
    {
        var services = Services(plan, acceptLoss);
        await using (var clock = new Clock(services))
        {
            await clock.TickAsync(default);
        }

        _log.Starts[plan.Sources[0].Topic] = start;
        _log.Committed = committed;
        await using var cleanse = new CleanseStage(services, 0);
        const string Json = """{"id":"1","customerId":"c","terminalId":"t","at":"2018-04-01T00:00:00Z","amount":1}""";
        var record = new LogRecord { Topic = plan.Sources[0].Topic, Partition = 0, Offset = 5, Timestamp = 1_600_000_000_000, Value = Encoding.UTF8.GetBytes(Json), Headers = [] };
        await cleanse.RunAsync([record], mayDefer: false, default);
        return services;
    }

    private PipelinePlan Readings()
    {
        var plan = FoldPipeline.Plan(p =>
        {
            p.Readings();
            p.ByKey().Last(TimeSpan.FromSeconds(1)).Count("count");
        });
        var driver = new ShardDriver(plan);
        foreach (var id in new[] { "one", "two", "three" })
        {
            driver.Event(EventRulesPlan.Reading(id), "k", 100);
        }

        foreach (var record in driver.Log)
        {
            _log.Append(new OutgoingRecord { Topic = plan.Keys[0].Topic, Partition = 0, Key = record.Key.ToArray(), Value = record.Value.ToArray(), Headers = record.Headers });
        }

        return plan;
    }

    private StageServices Services(PipelinePlan plan, bool acceptLoss)
    {
        var time = new ManualTime();
        return new StageServices(plan, _log, new MemoryCheckpoints(time), null, time, new StageOptions { AcceptLoss = acceptLoss }) { Notice = _notices.Add };
    }

    private ShardRunner Runner(StageServices services) => new(services, 0, 0, new WriterSlot(_log, services.Time), null);

    private static string Text(LogRecord record, string header) => record.TryGetHeader(header, out var value) ? Encoding.UTF8.GetString(value.Span) : "none";
}
