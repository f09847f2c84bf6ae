using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Local.Host.Blobs;
using Serverless.Tests.Integration.Functions;

namespace Serverless.Tests.Integration.LocalHost;

public sealed class BlobCheckpointsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly ShardId Shard = new("card-fraud.by-customer", 3);
    private readonly ICheckpoints _store = new CheckpointSettings(azurite.ConnectionString, $"c{Guid.NewGuid():n}").Open(TimeProvider.System);

    [Fact]
    public async Task Without_a_container_there_is_no_checkpoint_and_the_first_offer_makes_it()
    {
        Assert.Equal(0, (await _store.LoadAsync(Shard, default)).Position);
        await _store.OfferAsync(Shard, Offer(0, 10), default);
        var stored = await _store.LoadAsync(Shard, default);
        Assert.Equal((10, 3), (stored.Position, stored.Inline.Length));
    }

    [Fact]
    public async Task Repeated_reordered_and_expired_offers_change_nothing()
    {
        await _store.OfferAsync(Shard, Offer(0, 20), default);
        await _store.OfferAsync(Shard, Offer(0, 20), default);
        await _store.OfferAsync(Shard, Offer(0, 10), default);
        await _store.OfferAsync(Shard, Offer(30, 40), default);
        await _store.OfferAsync(Shard, Offer(0, 50) with { Expires = DateTimeOffset.UnixEpoch }, default);
        await _store.OfferAsync(Shard, Offer(0, 50) with { DeployRevision = 0 }, default);
        Assert.Equal(20, (await _store.LoadAsync(Shard, default)).Position);
    }

    [Fact]
    public async Task Offers_made_at_once_end_with_the_furthest()
    {
        await Task.WhenAll(Enumerable.Range(1, 16).Select(to => _store.OfferAsync(Shard, Offer(0, to), default).AsTask()));
        Assert.Equal(16, (await _store.LoadAsync(Shard, default)).Position);
    }

    [Fact]
    public async Task Segments_are_written_once_and_collected_when_nothing_names_them()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await _store.WriteSegmentAsync(Shard, name, new byte[] { 1, 2, 3 }, default);
        }

        // The client's own second try, after an answer that was lost, is no conflict.
        await _store.WriteSegmentAsync(Shard, "a", new byte[] { 1, 2, 3 }, default);
        await Assert.ThrowsAsync<CheckpointException>(() => _store.WriteSegmentAsync(Shard, "a", new byte[] { 4 }, default).AsTask());
        await _store.OfferAsync(Shard, Offer(0, 10) with { Segments = ["a"] }, default);
        await _store.CollectAsync(Shard, ["b"], DateTimeOffset.UtcNow.AddHours(1), default);
        Assert.Equal(3, (await _store.ReadSegmentAsync(Shard, "a", default)).Length);
        Assert.Equal(3, (await _store.ReadSegmentAsync(Shard, "b", default)).Length);
        var gone = await Assert.ThrowsAsync<CheckpointException>(() => _store.ReadSegmentAsync(Shard, "c", default).AsTask());
        Assert.True(gone.IsFatal);
    }

    [Theory]
    [InlineData("http://localhost/x", "Checkpoints is neither a connection string")]
    [InlineData("AccountName=", "Checkpoints is neither a connection string")]
    public void A_wrong_location_is_refused(string location, string sentence) =>
        Assert.StartsWith(sentence, Assert.Throws<CheckpointException>(() => new CheckpointSettings(location).Open(TimeProvider.System)).Message, StringComparison.Ordinal);

    private static Save Offer(long from, long to) => new(from, to, ImmutableArray<string>.Empty, new byte[] { 1, 2, 3 }, 1, DateTimeOffset.UtcNow.AddHours(1));
}
