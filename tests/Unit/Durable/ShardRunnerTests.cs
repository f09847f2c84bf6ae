using System.Text;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Streams;
using Serverless.Streams.Records;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.Durable;

public sealed class ShardRunnerTests
{
    private readonly PipelinePlan _plan = FoldPipeline.Plan(p =>
    {
        p.Readings();
        p.ByKey().Last(TimeSpan.FromSeconds(1)).Count("count");
        p.Rule("good", (reading, _) => reading.Id == "bad" ? throw new InvalidOperationException("bad reading") : true);
    });

    private readonly MemoryLog _log = new();
    private readonly StageServices _services;

    public ShardRunnerTests()
    {
        var time = new ManualTime();
        _services = new StageServices(_plan, _log, new MemoryCheckpoints(time), null, time, new StageOptions());
        var driver = new ShardDriver(_plan);
        foreach (var id in new[] { "bad", "one", "two" })
        {
            driver.Event(EventRulesPlan.Reading(id), "k", 100);
        }

        foreach (var record in driver.Log)
        {
            _log.Append(new OutgoingRecord { Topic = _plan.Keys[0].Topic, Partition = 0, Key = record.Key.ToArray(), Value = record.Value.ToArray(), Headers = record.Headers });
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dead_letter_of_scoring_is_not_lost_when_only_the_predictions_behind_it_landed(bool predictionsLandAlone)
    {
        _log.LandsAlone = predictionsLandAlone ? _plan.Predictions : null;
        var input = _log.Partition(_plan.Keys[0].Topic, 0);
        if (predictionsLandAlone)
        {
            await using var first = Runner();
            await Assert.ThrowsAsync<LogException>(async () => await first.RunAsync(input, mayDefer: false, default));
        }

        await using var second = Runner();
        await second.RunAsync(input, mayDefer: false, default);
        Assert.Equal([$"{_plan.Keys[0].Topic}@1/0:1:3.0"], Ids(_plan.Dead).Distinct());
        Assert.Equal([$"{_plan.Keys[0].Topic}@1/0:2:1.0", $"{_plan.Keys[0].Topic}@1/0:3:1.0"], Ids(_plan.Predictions));
    }

    private ShardRunner Runner() => new(_services, 0, 0, new WriterSlot(_log, _services.Time), null);

    private IEnumerable<string> Ids(string topic) =>
        _log.Partition(topic, 0).Select(record => record.TryGetHeader(OutputHeaders.Id, out var id) ? Encoding.UTF8.GetString(id.Span) : "none");
}
