using Serverless.Streams.Fold;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Fold;

public sealed class UniqueTests
{
    private readonly ShardDriver _shard = EventRulesPlan.Shard();

    [Fact]
    public void A_repeat_by_id_is_dropped_and_counted()
    {
        Assert.Single(_shard.Event(EventRulesPlan.Reading("a"), "k", 100));
        Assert.Empty(_shard.Event(EventRulesPlan.Reading("a"), "k", 100, partition: 3));
        Assert.Equal((2, 0, 1), (_shard.Fold.Counts.Events, _shard.Fold.Counts.Repeats, _shard.Fold.Counts.Duplicates));
        Assert.Equal(0, _shard.Batch.RowCount);
    }

    [Fact]
    public void A_repeat_by_id_moves_the_watermark_like_any_record()
    {
        var origin = new OriginId(TopicHash.Of(FoldPipeline.ReadingsTopic), 0, 1);
        var shard = new ShardDriver(EventRulesPlan.Make(), countMarks: false);
        shard.Count(new OriginTopic(origin.Topic, 1, 1));
        shard.Event(EventRulesPlan.Reading("a"), "k", 100, watermark: 99);
        shard.Tick(1, origin);
        var fired = shard.Event(EventRulesPlan.Reading("a"), "k", 100, watermark: 999);

        Assert.Equal(OutputKind.Window, Assert.Single(fired).Kind);
        Assert.Equal(999, shard.Watermark);
        Assert.False(shard.Fold.Origins.AllIdle);
    }

    [Fact]
    public void Ids_are_remembered_per_source()
    {
        Assert.Single(_shard.Event(EventRulesPlan.Reading("a"), "k", 100));
        _shard.Event(new Notice("a", "k", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), "k", 100);
        Assert.Equal(0, _shard.Fold.Counts.Duplicates);
    }

    [Fact]
    public void An_event_at_the_horizon_is_late_before_its_id_is_looked_at()
    {
        _shard.Progress(EventRulesPlan.Within + 100);
        var late = Assert.Single(_shard.Event(EventRulesPlan.Reading("a"), "k", 100));

        Assert.Equal((OutputKind.Late, Rules.Horizon), (late.Kind, late.Rule));
        Assert.Equal((1, 0), (_shard.Fold.Counts.Late, _shard.Fold.Counts.Duplicates));
        Assert.Equal((0, 0, 0), (_shard.Fold.Ids.Count, _shard.Fold.Keys.Count, _shard.Batch.RowCount));
    }

    [Fact]
    public void A_repeat_is_known_up_to_the_horizon_and_late_from_there_on()
    {
        _shard.Event(EventRulesPlan.Reading("a"), "k", 100);
        _shard.Progress(EventRulesPlan.Within + 99);
        Assert.Empty(_shard.Event(EventRulesPlan.Reading("a"), "k", 100));
        Assert.Equal(1, _shard.Fold.Ids.Count);

        _shard.Progress(EventRulesPlan.Within + 100);
        Assert.Equal(0, _shard.Fold.Ids.Count);
        Assert.Equal(Rules.Horizon, Assert.Single(_shard.Event(EventRulesPlan.Reading("a"), "k", 100)).Rule);
    }

    [Fact]
    public void Behind_an_upstream_shard_neither_ids_nor_the_horizon_are_looked_at()
    {
        _shard.Progress(EventRulesPlan.Within + 100);
        for (var offset = 0; offset < 2; offset++)
        {
            var record = _shard.EventRecord(EventRulesPlan.Reading("a"), "k", 100);
            var upstream = KeyedHeader.Parse(record.Headers[0].Value) with { Origin = new OriginId(99, 0, 1), Position = new OriginPosition(offset, 0) };
            Assert.Contains(_shard.Apply(_shard.Record(upstream, record.Key.ToArray(), record.Value.ToArray())), output => output.Kind == OutputKind.Event);
        }

        Assert.Equal((0, 0), (_shard.Fold.Counts.Duplicates, _shard.Fold.Ids.Count));
    }
}
