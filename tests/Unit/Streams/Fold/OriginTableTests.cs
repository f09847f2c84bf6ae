using Serverless.Streams.Fold;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>Flink's StatusWatermarkValve, on origins.</summary>
public sealed class OriginTableTests
{
    private const ulong Topic = 7;
    private static readonly OriginId First = new(Topic, 0, 1);
    private static readonly OriginId Second = new(Topic, 1, 1);
    private readonly OriginTable _origins = new();

    [Fact]
    public void Nothing_counts_before_the_first_list()
    {
        _origins.Advance(First, 100, isIdle: false);
        Assert.Equal(long.MinValue, _origins.Watermark);
        Assert.False(_origins.AllIdle);
    }

    [Fact]
    public void What_came_before_the_list_counts_from_the_list_on()
    {
        _origins.Advance(First, 100, isIdle: false);
        Count(1);
        Assert.Equal(100, _origins.Watermark);
    }

    [Fact]
    public void A_counted_origin_that_never_sent_holds_the_watermark_back()
    {
        Count(2);
        _origins.Advance(First, 100, isIdle: false);
        Assert.Equal(long.MinValue, _origins.Watermark);
    }

    [Fact]
    public void The_watermark_is_the_least_of_the_active_ones()
    {
        Count(2);
        _origins.Advance(First, 100, isIdle: false);
        _origins.Advance(Second, 70, isIdle: false);
        Assert.Equal(70, _origins.Watermark);
    }

    [Fact]
    public void A_lower_watermark_of_an_origin_changes_nothing()
    {
        Count(1);
        _origins.Advance(First, 100, isIdle: false);
        _origins.Advance(First, 50, isIdle: false);
        Assert.Equal(100, _origins.Watermark);
    }

    [Fact]
    public void An_idle_origin_does_not_hold_the_others_back()
    {
        Count(2);
        _origins.Advance(First, 100, isIdle: false);
        _origins.DeclareIdle([Second]);
        Assert.Equal(100, _origins.Watermark);
    }

    [Fact]
    public void The_last_active_one_that_becomes_idle_lifts_to_the_greatest_of_all()
    {
        Count(2);
        _origins.Advance(First, 100, isIdle: false);
        _origins.Advance(Second, 70, isIdle: false);
        _origins.DeclareIdle([First]);
        Assert.Equal(70, _origins.Watermark);
        _origins.DeclareIdle([Second]);
        Assert.Equal(100, _origins.Watermark);
        Assert.True(_origins.AllIdle);
    }

    [Fact]
    public void All_at_once_idle_lifts_to_the_greatest()
    {
        Count(2);
        _origins.Advance(First, 100, isIdle: false);
        _origins.DeclareIdle([First, Second]);
        Assert.Equal(100, _origins.Watermark);
    }

    [Fact]
    public void An_origin_that_is_active_again_counts_but_never_moves_the_watermark_back()
    {
        Count(2);
        _origins.Advance(First, 100, isIdle: false);
        _origins.DeclareIdle([Second]);
        _origins.Advance(Second, 30, isIdle: false);
        _origins.Advance(First, 200, isIdle: false);
        Assert.Equal(100, _origins.Watermark);
        _origins.Advance(Second, 150, isIdle: false);
        Assert.Equal(150, _origins.Watermark);
    }

    [Fact]
    public void Idle_progress_carries_its_watermark_and_revives_nobody()
    {
        Count(2);
        _origins.Advance(First, 100, isIdle: false);
        _origins.Advance(Second, 40, isIdle: true);
        Assert.Equal(100, _origins.Watermark);
    }

    [Fact]
    public void Who_is_not_on_the_list_can_not_be_declared_idle()
    {
        Count(1);
        _origins.DeclareIdle([Second]);
        Count(2);
        _origins.Advance(First, 100, isIdle: false);
        Assert.Equal(long.MinValue, _origins.Watermark);
    }

    [Fact]
    public void A_higher_epoch_replaces_the_origins_and_keeps_the_marks_for_lineage()
    {
        Count(1);
        Assert.True(_origins.Take(First, new OriginPosition(9, 0)));
        _origins.Advance(First, 100, isIdle: false);
        _origins.Count(new OriginList([new OriginTopic(Topic, 2, 1)]));
        _origins.Advance(First, 500, isIdle: false);
        Assert.Equal(100, _origins.Watermark);
        _origins.Advance(First with { Epoch = 2 }, 300, isIdle: false);
        Assert.Equal(300, _origins.Watermark);
        Assert.False(_origins.Take(First, new OriginPosition(9, 0)));
        Assert.True(_origins.Take(First with { Epoch = 2 }, new OriginPosition(0, 0)));
    }

    [Fact]
    public void A_lower_epoch_is_ignored_and_a_list_is_never_shortened()
    {
        _origins.Count(new OriginList([new OriginTopic(Topic, 2, 2)]));
        _origins.Count(new OriginList([new OriginTopic(Topic, 1, 5)]));
        _origins.Count(new OriginList([new OriginTopic(Topic, 2, 1)]));
        Assert.Equal([new OriginTopic(Topic, 2, 2)], _origins.List.Topics.ToArray());
    }

    [Theory]
    [InlineData(5, 0, false)]
    [InlineData(4, 9, false)]
    [InlineData(5, 1, true)]
    [InlineData(6, 0, true)]
    public void Only_what_lies_above_the_mark_is_taken(long offset, long slot, bool isNew)
    {
        Assert.True(_origins.Take(First, new OriginPosition(5, 0)));
        Assert.Equal(isNew, _origins.Take(First, new OriginPosition(offset, slot)));
    }

    private void Count(int partitions) => _origins.Count(new OriginList([new OriginTopic(Topic, 1, partitions)]));
}
