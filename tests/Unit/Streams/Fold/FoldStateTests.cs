using Serverless.Streams;
using Serverless.Streams.Fold;
using Serverless.Streams.Windows;

namespace Serverless.Tests.Unit.Streams.Fold;

public sealed class FoldStateTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_key_that_was_forgotten_stays_forgotten_through_a_second_restart()
    {
        var shard = new ShardDriver(FoldPipeline.PlanOfKey(key => key.Tumbling("second", Second).Count("events")));
        shard.Event(EventRulesPlan.Reading("a"), "gone", 100);
        shard.Restore(RestoreKind.Snapshot);
        Assert.Single(shard.Progress(999));
        shard.Restore(RestoreKind.Inline);
        shard.Event(EventRulesPlan.Reading("b"), "other", 5_000);
        shard.Restore(RestoreKind.Inline);

        Assert.Empty(shard.Progress(1_500));
        Assert.True(shard.Fold.Keys.Find("gone"u8) is null or { IsEmpty: true });
    }

    [Fact]
    public void A_window_fires_at_a_record_never_at_a_load()
    {
        var shard = EventRulesPlan.Shard();
        shard.Event(EventRulesPlan.Reading("a"), "k", 100);
        shard.Progress(998);
        shard.Restore(RestoreKind.Snapshot);
        Assert.Single(shard.Progress(999));
        shard.Restore(RestoreKind.Snapshot);
        Assert.Empty(shard.Progress(1_000));
        Assert.Equal(1, shard.Event(EventRulesPlan.Reading("b"), "k", 200).Single(output => output.Window is not null).Window!.Value.Revision);
    }

    [Fact]
    public void A_silent_key_leaves_the_snapshot_when_nothing_can_see_its_rows()
    {
        var shard = EventRulesPlan.Shard();
        shard.Event(EventRulesPlan.Reading("a"), "k", 0);
        shard.Progress(EventRulesPlan.Within + 10_000);
        shard.Restore(RestoreKind.Snapshot);
        Assert.Equal(1, shard.Fold.Keys.Count);
        shard.Progress(EventRulesPlan.Within + 10_001);
        shard.Restore(RestoreKind.Snapshot);
        Assert.Equal(0, shard.Fold.Keys.Count);
    }

    [Fact]
    public void A_changed_plan_finds_its_rows_under_their_definition_and_starts_empty_with_new_ones()
    {
        var old = FoldPipeline.PlanOfKey(key =>
        {
            key.Last(Second).Count("count");
            key.Tumbling("second", Second).Count("events");
        });
        var changed = FoldPipeline.PlanOfKey(key =>
        {
            key.Tumbling("minute", 60 * Second).Count("events");
            key.Last(10 * Second).Count("renamed");
        });
        var shard = new ShardDriver(old);
        shard.Event(EventRulesPlan.Reading("a"), "k", 100);
        var segment = new FoldState(shard.Fold, Horizon.OfScored(old)).WriteSnapshot();
        var fold = new KeyedFold(changed, 0);
        new FoldState(fold, Horizon.OfScored(changed)).Load([segment]);

        var key = fold.Keys.Find("k"u8);
        Assert.NotNull(key);
        Assert.Equal(1, key.Tracks.Single()!.Count);
        Assert.Null(key.Windows.Single());
        Assert.Equal(shard.Log.Count, fold.Position);
        Assert.True(fold.Numbers.AreMissing);
    }

    /// <summary>Of the first release: windows of one second with their count and sum, rows, ids, notices; stored at watermark 999.</summary>
    [Fact]
    public void State_of_the_first_form_goes_on()
    {
        var fold = new KeyedFold(EventRulesPlan.Make(), 0);
        new FoldState(fold, EventRulesPlan.Within).Load([File.ReadAllBytes(Oracle.PathOf("state-1.bin"))]);

        var key = fold.Keys.Find("k"u8)!;
        Assert.Equal((8, 4, 2), (fold.Position, fold.Ids.Count, fold.Keys.Count));
        Assert.Equal((1, 0), (key.Windows[0]!.Find(0)!.Fired, key.Windows[0]!.Find(1_000)!.Fired));
        Assert.Equal([1, 3], key.Tracks.Select(rows => rows!.Count));
        var fired = new List<WindowResult>();
        fold.Windows[0].Advance(1_499, fired);
        Assert.Empty(fired);
        Assert.Null(key.Windows[0]!.Find(0));
        fold.Windows[0].Advance(1_999, fired);
        fired.Sort();
        Assert.Equal([("k", 1.0, 1.0), ("other", 1, 0.1)], fired.Select(result => (System.Text.Encoding.UTF8.GetString(result.Key), result.Values[0].Number, result.Values[1].Number)));
    }

    [Fact]
    public void The_head_alone_can_be_read()
    {
        var shard = EventRulesPlan.Shard();
        shard.Event(EventRulesPlan.Reading("a"), "k", 100);
        shard.Tick(5);
        var fold = new KeyedFold(EventRulesPlan.Make(), 0);
        new FoldState(fold, 0).LoadHead(new FoldState(shard.Fold, EventRulesPlan.Within).WriteDelta());
        Assert.Equal((shard.Log.Count, 5, 0), (fold.Position, fold.LastTick, fold.Keys.Count));
    }

    [Fact]
    public void A_new_shard_has_an_empty_checkpoint()
    {
        var fold = new KeyedFold(EventRulesPlan.Make(), 0);
        new FoldState(fold, 0).Load([default]);
        Assert.Equal((0, 0), (fold.Position, fold.Keys.Count));
    }

    [Fact]
    public void Any_single_bit_that_flips_and_any_cut_is_found()
    {
        var shard = EventRulesPlan.Shard();
        shard.Event(EventRulesPlan.Reading("a"), "k", 100);
        var segment = new FoldState(shard.Fold, EventRulesPlan.Within).WriteSnapshot();
        for (var bit = 0; bit < 8 * segment.Length; bit++)
        {
            var damaged = segment.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<FormatException>(() => new StateReader().Add(damaged));
        }

        for (var length = 1; length < segment.Length; length++)
        {
            Assert.Throws<FormatException>(() => new StateReader().Add(segment.AsMemory(0, length)));
        }
    }

    [Fact]
    public void What_another_version_wrote_is_refused()
    {
        var writer = new StateWriter();
        writer.Removed([]);
        var segment = writer.Close();
        segment[4] = 77;
        BitConverter.TryWriteBytes(segment.AsSpan(segment.Length - 4), StateWriter.Checksum(segment.AsSpan(0, segment.Length - 4)));
        Assert.Contains("unknown entry", Assert.Throws<FormatException>(() => new StateReader().Add(segment)).Message, StringComparison.Ordinal);

        segment[0] ^= 1;
        BitConverter.TryWriteBytes(segment.AsSpan(segment.Length - 4), StateWriter.Checksum(segment.AsSpan(0, segment.Length - 4)));
        Assert.Contains("unknown format", Assert.Throws<FormatException>(() => new StateReader().Add(segment)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_newest_segment_wins()
    {
        var (first, second, reader) = (new StateWriter(), new StateWriter(), new StateReader());
        foreach (var (writer, value) in new[] { (first, (byte)1), (second, (byte)2) })
        {
            var scratch = writer.Scratch();
            scratch.Byte(value);
            writer.Key([9], scratch);
        }

        second.Removed([8]);
        reader.Add(first.Close());
        reader.Add(second.Close());
        Assert.Equal([2], reader.Keys[[9]].ToArray());
        Assert.Contains(new byte[] { 8 }, reader.Removed);
    }
}
