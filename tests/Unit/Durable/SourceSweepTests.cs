using Serverless.Durable.Stages;
using Serverless.Pipelines.CardFraud;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Durable;

/// <summary>A last batch that the trigger has lost: nobody tells of the hole, so a committed offset that stands still does.</summary>
public sealed class SourceSweepTests
{
    private readonly MemoryLog _log = new();
    private readonly ManualTime _time = new();
    private readonly List<long> _swept = [];
    private readonly SourceSweep _sweep;

    public SourceSweepTests()
    {
        var plan = new CardFraud().Build();
        for (var index = 0; index < 5; index++)
            _log.Append(new OutgoingRecord { Topic = plan.Sources[0].Topic, Partition = 0, Value = new byte[] { 1 } });
        _sweep = new SourceSweep(new StageServices(plan, _log, new MemoryCheckpoints(_time), null, _time, new StageOptions()));
    }

    [Fact]
    public async Task What_stands_still_for_a_minute_is_cleansed_from_the_committed_offset()
    {
        _log.Committed = 2;
        await LookAsync(seconds: 0);
        await LookAsync(seconds: 59);
        Assert.Empty(_swept);
        await LookAsync(seconds: 31);
        Assert.Equal([2, 3, 4], _swept);
    }

    [Fact]
    public async Task A_trigger_that_goes_on_is_left_alone()
    {
        for (_log.Committed = 0; _log.Committed < 5; _log.Committed++)
            await LookAsync(seconds: 61);
        await LookAsync(seconds: 61);
        await LookAsync(seconds: 61);
        Assert.Empty(_swept);
    }

    [Fact]
    public async Task A_group_that_never_committed_begins_at_the_start()
    {
        await LookAsync(seconds: 0);
        await LookAsync(seconds: 61);
        Assert.Equal([0, 1, 2, 3, 4], _swept);
    }

    private async Task LookAsync(int seconds)
    {
        _time.Now += TimeSpan.FromSeconds(seconds);
        await _sweep.RunAsync((source, records) =>
        {
            Assert.Equal(0, source);
            _swept.AddRange(records.Select(record => record.Offset));
            return default;
        }, default);
    }
}
