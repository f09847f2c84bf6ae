using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Durable.Ports;
using Serverless.Functions;
using Serverless.Tests.Functions;

namespace Serverless.Tests.Unit.Functions;

/// <summary>The entity, run by its own code: what it takes and what is a no-op.</summary>
public sealed class WindowStateTests
{
    private static readonly ShardId Shard = new("card-fraud.by-customer", 3);
    private readonly SettableTime _time = new();
    private readonly SimulatedEntityClient _entities;

    public WindowStateTests() => _entities = new SimulatedEntityClient(_time);

    [Fact]
    public async Task A_save_is_taken_with_all_that_it_says()
    {
        await OfferAsync(Offer(0, 10) with { Segments = ["a", "b"], Inline = new byte[] { 1, 2, 250 }, DeployRevision = 4 });
        var state = State();
        Assert.Equal((10, 4), (state.Position, state.DeployRevision));
        Assert.Equal(["a", "b"], state.Segments);
        Assert.Equal([1, 2, 250], state.Inline);
    }

    [Fact]
    public async Task A_repeat_changes_nothing()
    {
        _entities.Copies = _ => 3;
        await OfferAsync(Offer(0, 10) with { Segments = ["first"] });
        await OfferAsync(Offer(0, 10) with { Segments = ["second"] });
        Assert.Equal(["first"], State().Segments);
    }

    [Fact]
    public async Task Reordered_saves_end_at_the_highest_position()
    {
        await OfferAsync(Offer(0, 5));
        _entities.HoldsBack = true;
        await OfferAsync(Offer(5, 10));
        await OfferAsync(Offer(5, 20));
        _entities.Deliver(order: index => -index);
        Assert.Equal(20, State().Position);
    }

    [Fact]
    public async Task A_delta_above_the_position_is_refused()
    {
        await OfferAsync(Offer(0, 5));
        await OfferAsync(Offer(6, 10));
        Assert.Equal(5, State().Position);
    }

    [Fact]
    public async Task What_has_expired_is_refused()
    {
        var late = Offer(0, 5) with { Expires = _time.GetUtcNow().AddHours(12) };
        _time.Advance(TimeSpan.FromHours(12));
        await OfferAsync(late);
        Assert.Equal(0, State().Position);
    }

    [Fact]
    public async Task A_lower_deploy_revision_is_refused_and_a_higher_one_taken()
    {
        await OfferAsync(Offer(0, 5) with { DeployRevision = 7 });
        await OfferAsync(Offer(0, 9) with { DeployRevision = 6 });
        Assert.Equal(5, State().Position);
        await OfferAsync(Offer(0, 9) with { DeployRevision = 8 });
        Assert.Equal((9, 8), (State().Position, State().DeployRevision));
    }

    [Fact]
    public async Task The_largest_delta_beside_the_most_segments_takes_less_than_28000_characters_in_signal_and_state()
    {
        var inline = new byte[Save.InlineLimit];
        new Random(1).NextBytes(inline);
        var segments = Enumerable.Range(0, Save.MostSegments).Select(segment => $"{long.MaxValue - segment:D20}-{Guid.NewGuid():n}");
        var largest = Offer(0, long.MaxValue) with { Inline = inline, Segments = [.. segments], DeployRevision = long.MaxValue };
        await OfferAsync(largest);
        Assert.InRange(JsonSerializer.Serialize(SaveSignal.Of(largest)).Length, 1, 28_000);
        Assert.InRange(Json().Length, 1, 28_000);
        Assert.Equal(inline, State().Inline);
    }

    [Fact]
    public void State_and_signal_keep_the_names_of_their_fields()
    {
        Assert.Equal("""{"position":1,"deployRevision":2,"segments":["s"],"inline":"AQ=="}""", JsonSerializer.Serialize(
            new WindowStateData { Position = 1, DeployRevision = 2, Segments = ["s"], Inline = [1] }));
        Assert.Equal("""{"from":1,"to":2,"segments":[],"inline":"","deployRevision":3,"expires":"2026-01-01T00:00:00+00:00"}""", JsonSerializer.Serialize(
            new SaveSignal { From = 1, To = 2, DeployRevision = 3, Expires = _time.GetUtcNow() }));
    }

    [Fact]
    public void Names_of_entities_fit_and_have_no_slash()
    {
        var name = EntityKey.Of(Shard, 2).ToString();
        Assert.Equal("@windowstate@card-fraud.by-customer:3:2", name);
        EntityKey.Check(new string('t', 60));
        var wrong = Assert.Throws<SettingsException>(() => EntityKey.Check(new string('t', 90)));
        Assert.Contains("at most 79", wrong.Message, StringComparison.Ordinal);
    }

    private Save Offer(long from, long to) => new(from, to, ImmutableArray<string>.Empty, default, 1, _time.GetUtcNow().AddHours(1));

    private Task OfferAsync(Save save) => _entities.SignalEntityAsync(EntityKey.Of(Shard, 1), nameof(WindowState.Save), SaveSignal.Of(save));

    private string Json() => _entities.States[EntityKey.Of(Shard, 1)];

    private WindowStateData State() => JsonSerializer.Deserialize<WindowStateData>(Json())!;
}
