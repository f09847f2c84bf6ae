using System.Text;
using Serverless.Durable.Checkpoints;
using Serverless.Durable.Ports;

namespace Serverless.Tests.Unit.Durable;

public sealed class CheckpointSegmentsTests
{
    private static readonly ShardId Shard = new("orders.by-customer", 1);

    [Fact]
    public async Task Segments_that_were_collected_behind_the_load_lead_to_the_newer_checkpoint()
    {
        var store = new ChangingCheckpoints(["collected"], ["base", "delta"]);
        var (stored, segments) = await CheckpointSegments.LoadAsync(store, Shard, default);
        Assert.Equal(["base", "delta"], stored.Segments.ToArray());
        Assert.Equal(["base", "delta"], segments.Select(segment => Encoding.UTF8.GetString(segment.Span)));
        Assert.Equal(2, store.Loads);
    }

    [Fact]
    public async Task A_segment_that_the_newest_checkpoint_names_and_that_is_gone_is_refused()
    {
        var store = new ChangingCheckpoints(["collected"], ["collected", "delta"], ["collected", "delta"]);
        var gone = await Assert.ThrowsAsync<CheckpointException>(async () => await CheckpointSegments.LoadAsync(store, Shard, default));
        Assert.True(gone.IsFatal);
        Assert.Equal("collected is gone", gone.Message);
        Assert.Equal(3, store.Loads);
    }

    /// <summary>Another checkpoint at each load; a segment's content is its name.</summary>
    private sealed class ChangingCheckpoints(params string[][] segments) : ICheckpoints
    {
        public int Loads { get; private set; }

        public ValueTask<StoredCheckpoint> LoadAsync(ShardId shard, CancellationToken cancellationToken) => new(new StoredCheckpoint(10 + Loads, [.. segments[Loads++]], default, 1));

        public ValueTask<ReadOnlyMemory<byte>> ReadSegmentAsync(ShardId shard, string name, CancellationToken cancellationToken) =>
            name == "collected" ? throw new CheckpointException("collected is gone") { IsFatal = true } : new(Encoding.UTF8.GetBytes(name));

        public ValueTask OfferAsync(ShardId shard, Save save, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask WriteSegmentAsync(ShardId shard, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask CollectAsync(ShardId shard, IReadOnlyCollection<string> kept, DateTimeOffset olderThan, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
