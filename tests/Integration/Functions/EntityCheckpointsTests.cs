using System.Collections.Immutable;
using Azure.Core;
using Azure.Core.Pipeline;
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
    private readonly string _connection;
    private readonly string _container;
    private readonly SimulatedEntityClient _entities;
    private readonly CheckpointBlobs _blobs;
    private readonly Generations _generations;
    private readonly EntityCheckpoints _checkpoints;

    public EntityCheckpointsTests(AzuriteFixture azurite)
    {
        _entities = new SimulatedEntityClient(_time);
        (_connection, _container) = (azurite.ConnectionString, $"c{Guid.NewGuid():n}");
        _blobs = CheckpointBlobs.Open(_connection, _container);
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
        Assert.Equal(2, await NewestAsync());

        // The writer goes on in the new generation.
        await _checkpoints.OfferAsync(Shard, Offer(20, 30), default);
        Assert.Equal(30, (await New().LoadAsync(Shard, default)).Position);
    }

    [Fact]
    public async Task Until_the_new_generation_has_a_state_the_one_before_it_holds()
    {
        await _checkpoints.OfferAsync(Shard, Offer(0, 10), default);
        await OpenNextAsync();
        await OpenNextAsync();
        Assert.Equal(10, (await New().LoadAsync(Shard, default)).Position);
    }

    [Fact]
    public async Task A_generation_without_a_state_takes_the_next_offer_as_a_snapshot()
    {
        await _checkpoints.OfferAsync(Shard, Offer(0, 10), default);
        await OpenNextAsync();
        var next = New();
        await next.LoadAsync(Shard, default);
        await next.OfferAsync(Shard, Offer(10, 20), default);
        Assert.Equal(20, (await New().LoadAsync(Shard, default)).Position);
        Assert.Contains(EntityKey.Of(Shard, 2), _entities.States.Keys);
    }

    [Fact]
    public async Task An_instance_that_knows_only_the_generation_that_others_have_left_opens_no_other()
    {
        await _checkpoints.OfferAsync(Shard, Offer(0, 10), default);
        _entities.Copies = id => id == EntityKey.Of(Shard, 1) ? 0 : 1;
        var older = Offer(10, 20);
        await _checkpoints.OfferAsync(Shard, older, default);
        await OfferUntilStuckAsync(Offer(10, 30) with { DeployRevision = 2 }, New());

        await _checkpoints.OfferAsync(Shard, older, default);

        var stored = await New().LoadAsync(Shard, default);
        Assert.Equal((30, 2), (stored.Position, stored.DeployRevision));
        Assert.Equal(2, await NewestAsync());
    }

    [Fact]
    public async Task An_instance_that_stood_still_before_it_opens_a_generation_hides_nothing_that_a_newer_deployment_has_stored()
    {
        var pause = new BeforeWrite("/generation");
        var older = New(pause);
        await _checkpoints.OfferAsync(Shard, Offer(0, 10), default);
        await older.LoadAsync(Shard, default);
        _entities.Copies = _ => 0;

        // Between the older one's look at the entity and its write the newer deployment loads, stores the numbers of its definitions, reads them back and publishes.
        pause.Run = async () =>
        {
            _entities.Copies = _ => 1;
            var newer = New();
            await newer.LoadAsync(Shard, default);
            await newer.OfferAsync(Shard, Offer(10, 12) with { DeployRevision = 2, Segments = ["numbers"] }, default);
            Assert.Equal(12, (await newer.LoadAsync(Shard, default)).Position);
        };
        await OfferUntilStuckAsync(Offer(10, 20), older);

        Assert.Null(pause.Run);
        var stored = await New().LoadAsync(Shard, default);
        Assert.Equal((12, 2), (stored.Position, stored.DeployRevision));
        Assert.Equal(["numbers"], stored.Segments.ToArray());
        Assert.Equal(2, (await older.LoadAsync(Shard, default)).DeployRevision);
    }

    [Fact]
    public async Task An_older_deployment_sees_who_has_claimed_the_shard_before_the_first_checkpoint_is_there()
    {
        _entities.Copies = _ => 0;
        await New().OfferAsync(Shard, Offer(0, 10) with { DeployRevision = 2 }, default);
        Assert.Equal(2, (await _checkpoints.LoadAsync(Shard, default)).DeployRevision);
        _entities.Copies = _ => 1;
        await _checkpoints.OfferAsync(Shard, Offer(0, 20), default);
        Assert.Empty(_entities.States);
    }

    [Fact]
    public async Task An_entity_that_was_further_all_along_is_not_stuck()
    {
        await _checkpoints.OfferAsync(Shard, Offer(0, 100), default);
        await OfferUntilStuckAsync(Offer(10, 20));
        Assert.Equal(1, await NewestAsync());
        Assert.Equal(100, (await _checkpoints.LoadAsync(Shard, default)).Position);
    }

    [Fact]
    public async Task A_generation_only_rises_and_is_read_in_its_first_format()
    {
        var first = await _generations.NewestAsync(Shard, default);
        Assert.True(await _blobs.WriteAsync(Shard, "generation", "3"u8.ToArray(), null, default));
        Assert.False(await _generations.OpenAsync(Shard, first, 1, default));
        var third = await _generations.NewestAsync(Shard, default);
        Assert.Equal((3, 0), (third.Number, third.DeployRevision));
        Assert.True(await _generations.OpenAsync(Shard, third, 7, default));
        Assert.False(await _generations.OpenAsync(Shard, third, 7, default));
        var fourth = await _generations.ClaimAsync(Shard, third, 6, default);
        Assert.Equal((4, 7), (fourth.Number, fourth.DeployRevision));
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

        await OpenNextAsync();
        await _checkpoints.CollectAsync(Shard, ["00010-a"], TimeProvider.System.GetUtcNow().AddHours(-1), default);
        await _checkpoints.ReadSegmentAsync(Shard, "00020-b", default);
        await _checkpoints.CollectAsync(Shard, ["00010-a"], TimeProvider.System.GetUtcNow().AddHours(1), default);
        await _checkpoints.ReadSegmentAsync(Shard, "00010-a", default);
        var gone = await Assert.ThrowsAsync<CheckpointException>(async () => await _checkpoints.ReadSegmentAsync(Shard, "00020-b", default));
        Assert.True(gone.IsFatal);
        Assert.Equal(2, await NewestAsync());
    }

    [Fact]
    public async Task Without_a_client_there_is_one_clear_sentence()
    {
        var fault = await Assert.ThrowsAsync<CheckpointException>(async () => await new EntityCheckpoints(_blobs, _time).LoadAsync(Shard, default));
        Assert.Equal("card-fraud.by-terminal/5: no function has brought a durable client yet.", fault.Message);
    }

    private Save Offer(long from, long to) => new(from, to, ImmutableArray<string>.Empty, default, 1, _time.GetUtcNow().AddHours(1));

    private async Task OfferUntilStuckAsync(Save offer, EntityCheckpoints? by = null)
    {
        for (var passed = TimeSpan.Zero; passed <= TimeSpan.FromMinutes(4); passed += TimeSpan.FromSeconds(20))
        {
            await (by ?? _checkpoints).OfferAsync(Shard, offer, default);
            _time.Advance(TimeSpan.FromSeconds(20));
        }
    }

    private async Task<long> NewestAsync() => (await _generations.NewestAsync(Shard, default)).Number;

    private async Task OpenNextAsync() => Assert.True(await _generations.OpenAsync(Shard, await _generations.NewestAsync(Shard, default), 1, default));

    private EntityCheckpoints New(BeforeWrite? pause = null)
    {
        var blobs = pause is null ? _blobs : CheckpointBlobs.Open(_connection, _container, options => options.AddPolicy(pause, HttpPipelinePosition.PerCall));
        var checkpoints = new EntityCheckpoints(blobs, _time);
        checkpoints.Use(new SimulatedDurableClient(_entities));
        return checkpoints;
    }

    /// <summary>Runs something once, right before a blob is written, as if this instance had stood still there.</summary>
    private sealed class BeforeWrite(string ending) : HttpPipelinePolicy
    {
        public Func<Task>? Run { get; set; }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (Run is { } run && message.Request.Method == RequestMethod.Put && message.Request.Uri.Path.EndsWith(ending, StringComparison.Ordinal))
            {
                Run = null;
                await run();
            }

            await ProcessNextAsync(message, pipeline);
        }
    }
}
