using Serverless.Streams.Codec;
using Serverless.Streams.Fold;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Fold;

public sealed class LineageTests
{
    private readonly ShardDriver _shard = EventRulesPlan.Shard();

    [Fact]
    public void A_repeat_causes_nothing_and_is_counted()
    {
        var first = _shard.EventRecord(EventRulesPlan.Reading("a"), "k", 100);
        Assert.Single(_shard.Apply(first));
        Assert.Empty(_shard.Apply(first));

        Assert.Equal((1, 1, 0), (_shard.Fold.Counts.Events, _shard.Fold.Counts.Repeats, _shard.Fold.Counts.Duplicates));
        _shard.Event(EventRulesPlan.Reading("b"), "k", 100);
        Assert.Equal(2, Count());
    }

    [Fact]
    public void A_repeat_moves_neither_time_nor_idleness()
    {
        var readings = new OriginId(TopicHash.Of(FoldPipeline.ReadingsTopic), 0, 1);
        _shard.Count(new OriginTopic(readings.Topic, 1, 1));
        _shard.Progress(100, readings);
        _shard.Tick(1, ShardDriver.Marks);
        Assert.Equal(100, _shard.Watermark);
        _shard.Tick(2, readings);
        _shard.Progress(100);

        var repeat = new KeyedHeader { Kind = KeyedRecordKind.Progress, Origin = readings, Position = new OriginPosition(0, 0), Watermark = 9_000 };
        Assert.Empty(_shard.Apply(_shard.Record(repeat, [], [])));
        _shard.Progress(5_000);
        Assert.Equal(5_000, _shard.Watermark);
    }

    [Fact]
    public void Partitions_of_one_source_have_a_mark_each()
    {
        Assert.Single(_shard.Event(EventRulesPlan.Reading("a"), "k", 100, partition: 0));
        Assert.Single(_shard.Event(EventRulesPlan.Reading("b"), "k", 100, partition: 1));
        Assert.Equal(2, _shard.Fold.Counts.Events);
    }

    [Theory]
    [InlineData(nameof(RestoreKind.Snapshot))]
    [InlineData(nameof(RestoreKind.Segments))]
    [InlineData(nameof(RestoreKind.Inline))]
    public void A_repeat_is_known_after_a_restore(string kind)
    {
        var first = _shard.EventRecord(EventRulesPlan.Reading("a"), "k", 100);
        _shard.Restore(Enum.Parse<RestoreKind>(kind));
        _shard.Apply(first);
        _shard.Restore(Enum.Parse<RestoreKind>(kind));
        Assert.Empty(_shard.Apply(first));
        Assert.Equal(1, _shard.Fold.Counts.Repeats);
    }

    [Fact]
    public void What_a_stranger_wrote_is_a_dead_letter_and_changes_no_mark()
    {
        var marks = Marks();
        var dead = Assert.Single(_shard.Apply(new LogRecord { Topic = "", Partition = 0, Offset = 0, Value = new byte[] { 1, 2, 3 } }));

        Assert.Equal((OutputKind.Dead, "format"), (dead.Kind, dead.Rule));
        Assert.Equal(marks, Marks());
        Assert.Equal(_shard.Log.Count, _shard.Fold.Position);
    }

    private byte[] Marks()
    {
        var writer = new ByteWriter();
        _shard.Fold.Origins.Write(writer);
        return writer.ToArray();
    }

    private double Count() => _shard.Batch.Row(0)[_shard.Fold.Key.Tracks.SelectMany(track => track.Aggregates).Single(aggregate => aggregate.Name == "count").Slot];
}
