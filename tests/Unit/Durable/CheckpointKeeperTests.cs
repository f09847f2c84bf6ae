using Serverless.Durable.Checkpoints;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;

namespace Serverless.Tests.Unit.Durable;

public sealed class CheckpointKeeperTests
{
    private const int MoreThanInline = 1_200;

    [Fact]
    public async Task A_small_delta_lies_inline_and_replaces_the_one_before()
    {
        var shard = await KeptShard.LoadAsync();
        shard.Run(5);
        await shard.OfferAsync();
        shard.Run(5);
        await shard.OfferAsync();

        Assert.Equal([(0L, 5L), (5, 10)], shard.Store.Offers.Select(save => (save.From, save.To)));
        Assert.All(shard.Store.Offers, save => Assert.True(save.Segments.IsEmpty && save.Inline.Length is > 0 and <= Save.InlineLimit));
        Assert.Empty(shard.Store.Segments);
    }

    [Fact]
    public async Task The_position_moves_when_the_offer_was_seen_in_the_store()
    {
        var shard = await KeptShard.LoadAsync();
        shard.Run(5);
        await shard.OfferAsync();
        Assert.Equal(0, shard.Keeper.Position);
        Assert.True(await shard.Keeper.SettleAsync(default));
        Assert.Equal(5, shard.Keeper.Position);
    }

    [Fact]
    public async Task A_lost_offer_is_sent_again_identical_before_anything_new()
    {
        var shard = await KeptShard.LoadAsync();
        shard.Store.Losing = 2;
        shard.Run(5);
        await shard.OfferAsync();
        shard.Run(5);
        await shard.OfferAsync();
        await shard.OfferAsync();
        Assert.Equal(3, shard.Store.Offers.Count);
        Assert.All(shard.Store.Offers, save => Assert.Same(shard.Store.Offers[0], save));

        await shard.OfferAsync();
        Assert.Equal((5, 10), (shard.Store.Offers[^1].From, shard.Store.Offers[^1].To));
    }

    [Fact]
    public async Task Without_progress_nothing_is_offered()
    {
        var shard = await KeptShard.LoadAsync();
        await shard.OfferAsync();
        Assert.Empty(shard.Store.Offers);
    }

    [Fact]
    public async Task A_large_delta_spills_into_a_base_and_small_ones_lie_on_top_of_it()
    {
        var shard = await KeptShard.LoadAsync();
        shard.Run(5);
        shard.Grow(MoreThanInline);
        await shard.OfferAsync();
        shard.Run(1);
        await shard.OfferAsync();

        var (spilled, small) = (shard.Store.Offers[0], shard.Store.Offers[1]);
        Assert.Equal((0, 5, true), (spilled.From, spilled.To, spilled.Inline.IsEmpty));
        Assert.StartsWith("00000000000000000005-", Assert.Single(spilled.Segments), StringComparison.Ordinal);
        Assert.Equal((5, 6, false), (small.From, small.To, small.Inline.IsEmpty));
        Assert.Equal(spilled.Segments.ToArray(), small.Segments.ToArray());
    }

    [Fact]
    public async Task Deltas_are_added_until_they_outgrow_the_base_and_then_merged()
    {
        var shard = await KeptShard.LoadAsync();
        shard.Grow(3 * MoreThanInline);
        for (var offer = 1; offer <= 4; offer++)
        {
            shard.Run(1);
            await shard.OfferAsync();
            shard.Grow(MoreThanInline, $"more{offer}-");
        }

        Assert.Equal([1, 2, 3, 1], shard.Store.Offers.Select(save => save.Segments.Length));
        Assert.Equal([0L, 1, 2, 0], shard.Store.Offers.Select(save => save.From));
        Assert.True(shard.Store.Segments[shard.Store.Offers[3].Segments[0]].Length > shard.Store.Segments[shard.Store.Offers[0].Segments[0]].Length);
    }

    [Fact]
    public async Task An_offer_that_expired_untaken_ends_the_shard()
    {
        var shard = await KeptShard.LoadAsync();
        shard.Store.Losing = int.MaxValue;
        shard.Run(5);
        await shard.OfferAsync();
        Assert.Equal(shard.Time.Now + new StageOptions().SaveExpiry, shard.Store.Offers[0].Expires);
        shard.Time.Now = shard.Store.Offers[0].Expires;

        await Assert.ThrowsAsync<ShardTakenException>(async () => await shard.Keeper.SettleAsync(default));
        Assert.Single(shard.Store.Offers);
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(3, 2)]
    public async Task Another_worker_that_is_further_or_newer_ends_the_shard(long position, long revision)
    {
        var shard = await KeptShard.LoadAsync();
        shard.Run(5);
        await shard.OfferAsync();
        shard.Store.Stored = new StoredCheckpoint(position, [], default, revision);
        await Assert.ThrowsAsync<ShardTakenException>(async () => await shard.OfferAsync());
    }

    [Fact]
    public async Task Another_worker_at_the_same_position_with_other_segments_ends_the_shard()
    {
        var shard = await KeptShard.LoadAsync();
        shard.Run(5);
        await shard.OfferAsync();
        shard.Store.Stored = shard.Store.Stored with { Segments = ["another's"] };
        await Assert.ThrowsAsync<ShardTakenException>(async () => await shard.OfferAsync());
    }

    [Fact]
    public async Task Numbers_are_not_confirmed_by_what_another_version_stored_at_the_same_position()
    {
        var shard = await KeptShard.LoadAsync();
        shard.Run(1);
        await shard.OfferAsync();
        shard.Store.Stored = shard.Store.Stored with { Inline = new byte[] { 1, 2, 3 } };
        await Assert.ThrowsAsync<ShardTakenException>(async () => await shard.Keeper.ConfirmAsync(shard.Fold.Position, default));
    }

    [Fact]
    public async Task Confirming_waits_until_the_offer_was_read_back()
    {
        var shard = await KeptShard.LoadAsync();
        shard.Store.Losing = 3;
        shard.Run(1);
        await shard.Keeper.ConfirmAsync(shard.Fold.Position, default);
        Assert.Equal((1, 1), (shard.Keeper.Position, shard.Store.Stored.Position));
        Assert.Equal(4, shard.Store.Offers.Count);
    }

    [Theory]
    [InlineData(10, 4, false)]
    [InlineData(10, 5, true)]
    [InlineData(9, 59, false)]
    [InlineData(9, 60, true)]
    [InlineData(0, 600, false)]
    public async Task A_checkpoint_is_due_after_enough_records_or_time_and_never_too_soon(int records, int seconds, bool isDue)
    {
        var shard = await KeptShard.LoadAsync(new StageOptions { CheckpointRecords = 10 });
        shard.Time.Now += TimeSpan.FromSeconds(seconds);
        Assert.Equal(isDue, shard.Keeper.IsDue(records));
    }

    [Fact]
    public async Task Old_segments_are_collected_once_every_offer_that_may_name_them_has_expired()
    {
        var shard = await KeptShard.LoadAsync();
        await SettleAsync(shard, MoreThanInline, "first");
        Assert.Null(shard.Store.Kept);

        var first = Assert.Single(shard.Store.Stored.Segments);
        shard.Time.Now += new StageOptions().SaveExpiry;
        await SettleAsync(shard, 3 * MoreThanInline, "merged");
        Assert.DoesNotContain(first, shard.Store.Stored.Segments);
        Assert.Equal([.. shard.Store.Stored.Segments, first], shard.Store.Kept);
        Assert.Equal(shard.Time.Now - new StageOptions().SegmentRetention, shard.Store.CollectedBefore);

        shard.Time.Now += new StageOptions().SaveExpiry;
        await SettleAsync(shard, 1, "last");
        Assert.Equal(shard.Store.Stored.Segments, shard.Store.Kept);
    }

    [Fact]
    public async Task A_worker_that_has_not_read_the_store_for_long_reads_it_before_it_offers()
    {
        var shard = await KeptShard.LoadAsync();
        await SettleAsync(shard, 1, "first");
        shard.Time.Now += new StageOptions().SaveExpiry;
        shard.Store.Stored = shard.Store.Stored with { Segments = ["another's"] };
        shard.Run(5);
        await Assert.ThrowsAsync<ShardTakenException>(async () => await shard.OfferAsync());
    }

    [Fact]
    public async Task Any_cut_and_any_changed_byte_of_what_a_checkpoint_names_is_refused()
    {
        var shard = await KeptShard.LoadAsync(new StageOptions { InlineBytes = 1_800 });
        await SettleAsync(shard, 200, "base");
        await SettleAsync(shard, 60, "delta");
        await SettleAsync(shard, 1, "inline");
        Assert.True(shard.Store.Stored is { Segments.Length: 2, Inline.IsEmpty: false });
        var state = shard.State();
        var stored = shard.Store.Stored;
        foreach (var name in stored.Segments)
        {
            var whole = shard.Store.Segments[name];
            foreach (var damaged in Damaged(whole.ToArray(), cutToNothing: true))
            {
                shard.Store.Segments[name] = damaged;
                Assert.True((await Assert.ThrowsAsync<CheckpointException>(shard.ReloadAsync)).IsFatal);
            }

            shard.Store.Segments[name] = whole;
        }

        foreach (var damaged in Damaged(stored.Inline.ToArray(), cutToNothing: false))
        {
            shard.Store.Stored = stored with { Inline = damaged };
            Assert.True((await Assert.ThrowsAsync<CheckpointException>(shard.ReloadAsync)).IsFatal);
        }

        shard.Store.Stored = stored;
        await shard.ReloadAsync();
        Assert.Equal(state, shard.State());
    }

    private static IEnumerable<byte[]> Damaged(byte[] whole, bool cutToNothing)
    {
        for (var length = cutToNothing ? 0 : 1; length < whole.Length; length++)
        {
            yield return whole[..length];
        }

        for (var position = 0; position < whole.Length; position++)
        {
            var changed = (byte[])whole.Clone();
            changed[position] ^= (byte)(1 << (position % 8));
            yield return changed;
        }
    }

    private static async Task SettleAsync(KeptShard shard, int keys, string prefix)
    {
        shard.Run(5);
        shard.Grow(keys, prefix);
        await shard.OfferAsync();
        await shard.Keeper.SettleAsync(default);
    }
}
