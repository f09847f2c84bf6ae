using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Functions;
using Serverless.Models;
using Serverless.Tests.Functions;

namespace Serverless.Tests.Integration.Functions;

/// <summary>Checkpoints in simulated entities with segments on Azurite.</summary>
public sealed class EntityCheckpointsTests : IClassFixture<AzuriteFixture>
{
    private static readonly ShardId Shard = new("card-fraud.by-terminal", 5);
    private readonly SettableTime _time = new();
    private readonly SimulatedEntityClient _entities;
    private readonly CheckpointBlobs _blobs;
    private readonly Generations _generations;
    private readonly EntityCheckpoints _checkpoints;

    public EntityCheckpointsTests(AzuriteFixture azurite)
    {
        _entities = new SimulatedEntityClient(_time);
        _blobs = CheckpointBlobs.Open(azurite.ConnectionString, $"c{Guid.NewGuid():n}");
        _generations = new Generations(_blobs);
        _checkpoints = New();
    }

    [Fact]
    public async Task Nothing_is_there_before_the_first_checkpoint() => Assert.Same(StoredCheckpoint.None, await _checkpoints.LoadAsync(Shard, default));

    [Fact]
    public async Task What_was_offered_is_loaded()
    {
        await _checkpoints.OfferAsync(Shard, Offer(0, 10) with { Segments = ["s"], Inline = new byte[] { 1, 2 } }, default);
        var stored = await New().LoadAsync(Shard, default);
        Assert.Equal((10, 1), (stored.Position, stored.DeployRevision));
        Assert.Equal(["s"], stored.Segments.ToArray());
        Assert.Equal([1, 2], stored.Inline.ToArray());
    }

    [Fact]
    public async Task The_identical_offer_is_sent_again_only_after_a_while()
    {
        _entities.Copies = _ => 0;
        var offer = Offer(0, 10);
        for (var second = 0; second < 25; second++)
        {
            await _checkpoints.OfferAsync(Shard, offer, default);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, _entities.Signals);
    }

    [Fact]
    public async Task A_stuck_entity_gives_way_to_the_next_generation_with_the_whole_state()
    {
        await _checkpoints.OfferAsync(Shard, Offer(0, 10), default);
        _entities.Copies = id => id == EntityKey.Of(Shard, 1) ? 0 : 1;
        var offer = Offer(10, 20) with { Segments = ["base", "delta"] };
        await OfferUntilStuckAsync(offer);
        var stored = await New().LoadAsync(Shard, default);
        Assert.Equal(20, stored.Position);
        Assert.Equal(["base", "delta"], stored.Segments.ToArray());
        Assert.Equal(2, await _generations.NewestAsync(Shard, default));

        // The writer goes on in the new generation.
        await _checkpoints.OfferAsync(Shard, Offer(20, 30), default);
        Assert.Equal(30, (await New().LoadAsync(Shard, default)).Position);
    }

    [Fact]
    public async Task Until_the_new_generation_has_a_state_the_one_before_it_holds()
    {
        await _checkpoints.OfferAsync(Shard, Offer(0, 10), default);
        await _generations.OpenAsync(Shard, 4, default);
        Assert.Equal(10, (await New().LoadAsync(Shard, default)).Position);
    }

    [Fact]
    public async Task An_entity_that_was_further_all_along_is_not_stuck()
    {
        await _checkpoints.OfferAsync(Shard, Offer(0, 100), default);
        await OfferUntilStuckAsync(Offer(10, 20));
        Assert.Equal(1, await _generations.NewestAsync(Shard, default));
        Assert.Equal(100, (await _checkpoints.LoadAsync(Shard, default)).Position);
    }

    [Fact]
    public async Task A_generation_only_rises()
    {
        await _generations.OpenAsync(Shard, 3, default);
        await _generations.OpenAsync(Shard, 2, default);
        Assert.Equal(3, await _generations.NewestAsync(Shard, default));
    }

    [Fact]
    public async Task Segments_are_written_once_read_whole_and_collected_by_age()
    {
        var content = new byte[100_000];
        new Random(1).NextBytes(content);
        await _checkpoints.WriteSegmentAsync(Shard, "00010-a", content, default);
        await _checkpoints.WriteSegmentAsync(Shard, "00020-b", new byte[] { 1 }, default);
        Assert.Equal(content, (await _checkpoints.ReadSegmentAsync(Shard, "00010-a", default)).ToArray());

        // The client's own second try, after an answer that was lost, is no conflict.
        await _checkpoints.WriteSegmentAsync(Shard, "00010-a", content, default);
        var again = await Assert.ThrowsAsync<CheckpointException>(async () => await _checkpoints.WriteSegmentAsync(Shard, "00010-a", new byte[] { 1 }, default));
        Assert.True(again.IsFatal);

        await _generations.OpenAsync(Shard, 2, default);
        await _checkpoints.CollectAsync(Shard, ["00010-a"], TimeProvider.System.GetUtcNow().AddHours(-1), default);
        await _checkpoints.ReadSegmentAsync(Shard, "00020-b", default);
        await _checkpoints.CollectAsync(Shard, ["00010-a"], TimeProvider.System.GetUtcNow().AddHours(1), default);
        await _checkpoints.ReadSegmentAsync(Shard, "00010-a", default);
        var gone = await Assert.ThrowsAsync<CheckpointException>(async () => await _checkpoints.ReadSegmentAsync(Shard, "00020-b", default));
        Assert.True(gone.IsFatal);
        Assert.Equal(2, await _generations.NewestAsync(Shard, default));
    }

    [Fact]
    public async Task Without_a_client_there_is_one_clear_sentence()
    {
        var fault = await Assert.ThrowsAsync<CheckpointException>(async () => await new EntityCheckpoints(_blobs, _time).LoadAsync(Shard, default));
        Assert.Equal("card-fraud.by-terminal/5: no function has brought a durable client yet.", fault.Message);
    }

    private Save Offer(long from, long to) => new(from, to, ImmutableArray<string>.Empty, default, 1, _time.GetUtcNow().AddHours(1));

    private async Task OfferUntilStuckAsync(Save offer)
    {
        for (var passed = TimeSpan.Zero; passed <= TimeSpan.FromMinutes(4); passed += TimeSpan.FromSeconds(20))
        {
            await _checkpoints.OfferAsync(Shard, offer, default);
            _time.Advance(TimeSpan.FromSeconds(20));
        }
    }

    private EntityCheckpoints New()
    {
        var checkpoints = new EntityCheckpoints(_blobs, _time);
        checkpoints.Use(new SimulatedDurableClient(_entities));
        return checkpoints;
    }
}
