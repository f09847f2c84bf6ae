using Serverless.Streams.Fold;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Fold;

public sealed class LateEventTests
{
    private readonly ShardDriver _shard = EventRulesPlan.Shard();

    [Fact]
    public void An_event_too_late_for_its_window_is_scored_flagged_and_sent_to_late()
    {
        _shard.Progress(1_499);
        var outputs = _shard.Event(EventRulesPlan.Reading("a"), "k", 300);

        Assert.Equal([OutputKind.Event, OutputKind.Late], outputs.Select(output => output.Kind));
        Assert.True(outputs[0].IsLate);
        Assert.Equal("second", outputs[1].Rule);
        Assert.Equal(0, _shard.Fold.Counts.Late);
    }

    [Fact]
    public void The_id_of_a_late_event_names_the_window_by_its_number_wherever_the_plan_has_it()
    {
        var effects = new RecordEffects(windows: 2) { Late = { LateFor.Of("new", 0, 9, window: 0), LateFor.Of("old", 0, 9, window: 1) } };
        var batch = new FoldBatch(EventRulesPlan.Make());
        (OutputDefinition, int, long)[] numbered = [(new OutputDefinition(OutputKind.Window, 1, "old"), 2, 0), (new OutputDefinition(OutputKind.Late, 0, "late"), 3, 0), (new OutputDefinition(OutputKind.Window, 0, "new"), 4, 0)];
        effects.Emit(new LogRecord { Topic = "t", Partition = 0, Offset = 0, Value = new byte[] { 0 } }, default, 0, [.. numbered], batch, new FoldCounts());

        Assert.Equal([("old", OutputId.SlotOf(3, 2)), ("new", OutputId.SlotOf(3, 4))], batch.Outputs.Select(output => (output.Rule!, output.Slot)));
    }

    [Fact]
    public void An_event_within_the_allowed_lateness_revises_its_window()
    {
        _shard.Event(EventRulesPlan.Reading("a", 2), "k", 100);
        Assert.Equal([1.0, 2], Assert.Single(_shard.Progress(999)).Window!.Value.Values.Select(value => value.Number));
        var outputs = _shard.Event(EventRulesPlan.Reading("b", 3), "k", 300);

        Assert.Equal([OutputKind.Event, OutputKind.Window], outputs.Select(output => output.Kind));
        Assert.Equal((1, 0L), (outputs[1].Window!.Value.Revision, outputs[1].Window!.Value.Start));
        Assert.Equal([2.0, 5], outputs[1].Window!.Value.Values.Select(value => value.Number));
        Assert.False(outputs[0].IsLate);
    }

    [Fact]
    public void A_window_that_opens_behind_its_end_fires_at_once_and_once()
    {
        _shard.Progress(1_200);
        Assert.Equal(0, _shard.Event(EventRulesPlan.Reading("a"), "k", 300).Single(output => output.Window is not null).Window!.Value.Revision);
        Assert.Empty(_shard.Progress(1_300));
        Assert.Equal(1, _shard.Fold.Counts.Windows);
    }

    [Fact]
    public void Being_late_upstream_stays_with_the_event()
    {
        var record = _shard.EventRecord(EventRulesPlan.Reading("a"), "k", 300);
        var header = Serverless.Streams.Records.KeyedHeader.Parse(record.Headers[0].Value) with { IsLate = true };
        Assert.True(Assert.Single(_shard.Apply(_shard.Record(header, [1], record.Value.ToArray()))).IsLate);
    }

    [Fact]
    public void One_watermark_fires_windows_in_the_order_of_end_and_key_and_outputs_bear_the_watermark_from_before()
    {
        _shard.Progress(-5_000);
        _shard.Event(EventRulesPlan.Reading("a"), "b", 1_500);
        _shard.Event(EventRulesPlan.Reading("b"), "b", 500);
        _shard.Event(EventRulesPlan.Reading("c"), "a", 1_500);
        var fired = _shard.Progress(5_000);

        Assert.Equal([(0L, "b"), (1_000, "a"), (1_000, "b")], fired.Select(output => (output.Window!.Value.Start, System.Text.Encoding.UTF8.GetString(output.Key.Span))));
        Assert.All(fired, output => Assert.Equal(-5_000, output.Watermark));
        Assert.Equal(fired.Select(output => output.Slot).Order(), fired.Select(output => output.Slot));
    }

    [Fact]
    public void Windows_fire_before_the_event_whose_watermark_closes_them_is_added()
    {
        var shard = new ShardDriver(EventRulesPlan.Make(), countMarks: false);
        shard.Count(new Serverless.Streams.Records.OriginTopic(Serverless.Streams.Records.TopicHash.Of(FoldPipeline.ReadingsTopic), 1, 1));
        shard.Event(EventRulesPlan.Reading("a"), "k", 100, watermark: 0);
        var outputs = shard.Event(EventRulesPlan.Reading("b"), "k", 2_100, watermark: 1_000);
        Assert.Equal([1.0, 1], outputs.Single(output => output.Window is not null).Window!.Value.Values.Select(value => value.Number));
    }
}
