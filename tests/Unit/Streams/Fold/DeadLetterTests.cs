using Serverless.Streams.Fold;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>A lambda that throws makes a dead letter, and no state changes but lineage and time.</summary>
public sealed class DeadLetterTests
{
    [Theory]
    [InlineData("unique")]
    [InlineData("track")]
    [InlineData("window")]
    public void A_throwing_lambda_leaves_ids_rows_and_windows_as_they_were(string throwing)
    {
        var shard = EventRulesPlan.Shard(throwing);
        shard.Event(EventRulesPlan.Reading("good"), "k", 100);
        var before = StateOf(shard);
        var dead = Assert.Single(shard.Event(EventRulesPlan.Reading("bad"), "k", 200));

        Assert.Equal((OutputKind.Dead, "fold", "bad reading"), (dead.Kind, dead.Rule, dead.Detail));
        Assert.Equal(before, StateOf(shard));
        Assert.Equal((1, 0), (shard.Fold.Counts.Dead, shard.Batch.RowCount));
        shard.Event(EventRulesPlan.Reading("next"), "k", 300);
        Assert.Equal([2.0, 2], shard.Progress(999).Single().Window!.Value.Values.Select(value => value.Number));
    }

    [Fact]
    public void A_throwing_lambda_of_another_source_is_a_dead_letter_too()
    {
        var shard = EventRulesPlan.Shard();
        var dead = Assert.Single(shard.Event(new Notice("bad", "k", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), "k", 100));
        Assert.Equal((OutputKind.Dead, "no time"), (dead.Kind, dead.Detail));
        Assert.Equal(0, shard.Fold.Keys.Count);
    }

    [Fact]
    public void A_dead_letter_moves_lineage_and_the_watermark()
    {
        var shard = new ShardDriver(EventRulesPlan.Make("track"), countMarks: false);
        shard.Count(new OriginTopic(TopicHash.Of(FoldPipeline.ReadingsTopic), 1, 1));
        shard.Event(EventRulesPlan.Reading("good"), "k", 100, watermark: 0);
        var bad = shard.EventRecord(EventRulesPlan.Reading("bad"), "k", 2_100, watermark: 1_000);

        Assert.Equal([OutputKind.Window, OutputKind.Dead], shard.Apply(bad).Select(output => output.Kind));
        Assert.Equal(1_000, shard.Watermark);
        Assert.Empty(shard.Apply(bad));
        Assert.Equal(1, shard.Fold.Counts.Repeats);
    }

    [Fact]
    public void A_source_that_the_plan_does_not_have_is_a_dead_letter()
    {
        var shard = EventRulesPlan.Shard();
        var record = shard.EventRecord(EventRulesPlan.Reading("a"), "k", 100);
        var header = KeyedHeader.Parse(record.Headers[0].Value) with { Source = 12345 };
        Assert.Equal("source", Assert.Single(shard.Apply(shard.Record(header, [1], record.Value.ToArray()))).Rule);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 200 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' })]
    [InlineData(new byte[] { 0, (byte)'{' })]
    [InlineData(new byte[] { 0, (byte)'n', (byte)'u', (byte)'l', (byte)'l' })]
    public void A_value_that_is_no_event_is_a_dead_letter_with_its_bytes(byte[] value)
    {
        var shard = EventRulesPlan.Shard();
        var record = shard.EventRecord(EventRulesPlan.Reading("a"), "k", 100);
        var dead = Assert.Single(shard.Apply(shard.Record(KeyedHeader.Parse(record.Headers[0].Value), [1], value)));
        Assert.Equal(OutputKind.Dead, dead.Kind);
        Assert.Equal(value, dead.Json.ToArray());
    }

    [Theory]
    [InlineData(long.MaxValue, 100)]
    [InlineData(7, long.MaxValue)]
    [InlineData(7, long.MinValue)]
    public void A_position_or_an_event_time_that_nobody_can_reckon_with_is_a_dead_letter_and_moves_nothing(long offset, long time)
    {
        var shard = EventRulesPlan.Shard();
        shard.Event(EventRulesPlan.Reading("good"), "k", 100);
        var (before, watermark) = (StateOf(shard), shard.Watermark);
        var record = shard.EventRecord(EventRulesPlan.Reading("a"), "k", 200);
        var header = KeyedHeader.Parse(record.Headers[0].Value);
        var hostile = header with { Position = new OriginPosition(offset, 0), Time = time, Watermark = 5_000 };

        Assert.Equal("format", Assert.Single(shard.Apply(shard.Record(hostile, [1], record.Value.ToArray()))).Rule);

        Assert.Equal((before, watermark), (StateOf(shard), shard.Watermark));
        Assert.DoesNotContain(shard.Apply(record), output => output.Kind == OutputKind.Dead);
    }

    private static (int Ids, int Keys, int Rows, int Windows) StateOf(ShardDriver shard) => (
        shard.Fold.Ids.Count,
        shard.Fold.Keys.Count,
        shard.Fold.Keys.All.Sum(key => key.Tracks.Sum(rows => rows?.Count ?? 0)),
        shard.Fold.Keys.All.Sum(key => key.Windows.Sum(windows => windows?.Count ?? 0)));
}
