using Serverless.Streams.Fold;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Fold;

public sealed class ClockRecordTests
{
    private readonly ShardDriver _shard = EventRulesPlan.Shard();

    [Fact]
    public void A_tick_that_is_not_newer_is_ignored_whole()
    {
        _shard.Tick(new Tick(10, [], [Version(1)]));
        foreach (var time in new[] { 10L, 9 })
        {
            _shard.Tick(new Tick(time, [ShardDriver.Marks], [Version(5)]));
        }

        Assert.Equal(10, _shard.Fold.LastTick);
        Assert.Equal(1, _shard.Fold.Activations["model"].Revision);
        Assert.False(_shard.Fold.Origins.AllIdle);
    }

    [Fact]
    public void An_activation_comes_into_force_only_with_a_higher_revision()
    {
        _shard.Tick(new Tick(1, [], [Version(2)]));
        _shard.Tick(new Tick(2, [], [Version(2) with { Version = "other" }]));
        _shard.Tick(new Tick(3, [], [Version(1)]));
        Assert.Equal("v2", _shard.Fold.Activations["model"].Version);
        _shard.Tick(new Tick(4, [], [Version(3), Version(1) with { Artifact = "second" }]));
        Assert.Equal(("v3", "v1"), (_shard.Fold.Activations["model"].Version, _shard.Fold.Activations["second"].Version));
    }

    [Theory]
    [InlineData(nameof(RestoreKind.Snapshot))]
    [InlineData(nameof(RestoreKind.Inline))]
    public void Tick_and_activations_are_state(string kind)
    {
        _shard.Restore(RestoreKind.Snapshot);
        _shard.Tick(new Tick(7, [ShardDriver.Marks], [Version(2)]));
        _shard.Restore(Enum.Parse<RestoreKind>(kind));
        Assert.Equal(7, _shard.Fold.LastTick);
        Assert.Equal(Version(2), _shard.Fold.Activations["model"]);
        Assert.True(_shard.Fold.Origins.AllIdle);
    }

    [Fact]
    public void A_tick_that_declares_the_last_active_origin_idle_fires_windows()
    {
        var ahead = new OriginId(1, 0, 1);
        _shard.Count(new OriginTopic(ahead.Topic, 1, 1));
        _shard.Event(EventRulesPlan.Reading("a"), "k", 100);
        _shard.Progress(500);
        Assert.Empty(_shard.Progress(5_000, ahead));
        Assert.Empty(_shard.Tick(1, ahead));
        Assert.Equal(OutputKind.Window, Assert.Single(_shard.Tick(2, ShardDriver.Marks)).Kind);
        Assert.Equal(5_000, _shard.Watermark);
    }

    [Fact]
    public void Progress_that_says_idle_leaves_its_origin_idle_and_any_other_record_wakes_it()
    {
        _shard.Progress(100, isIdle: true);
        Assert.True(_shard.Fold.Origins.AllIdle);
        _shard.Progress(100);
        Assert.False(_shard.Fold.Origins.AllIdle);
    }

    private static Activation Version(long revision) => new("model", revision, $"v{revision}", new string('0', 64));
}
