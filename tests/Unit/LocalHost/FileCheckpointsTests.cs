using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;

namespace Serverless.Tests.Unit.LocalHost;

public sealed class FileCheckpointsTests : IDisposable
{
    private static readonly ShardId Shard = new("orders.by-customer", 3);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly DataFolder _data = new();
    private readonly FixedTime _time = new(Start);

    private string Folder => Path.Combine(_data.Path, "checkpoints", Shard.Topic, "3");

    private string Head => Path.Combine(Folder, "head");

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_shard_begins_with_none()
    {
        Assert.Same(StoredCheckpoint.None, await Open().LoadAsync(Shard, default));
    }

    [Fact]
    public async Task What_was_taken_is_loaded_by_whoever_comes_next()
    {
        await Open().OfferAsync(Shard, Offer(0, 10, "a/b", "c") with { Inline = new byte[] { 1, 2, 3 }, DeployRevision = 7 }, default);
        var stored = await Open().LoadAsync(Shard, default);
        Assert.Equal((10L, 7L), (stored.Position, stored.DeployRevision));
        Assert.Equal("a/b, c", string.Join(", ", stored.Segments));
        Assert.Equal([1, 2, 3], stored.Inline.ToArray());
        Assert.Same(StoredCheckpoint.None, await Open().LoadAsync(Shard with { Number = 4 }, default));
    }

    [Theory]
    [InlineData(20, 30, 5, 60, 30, "it goes on")]
    [InlineData(0, 30, 5, 60, 30, "a snapshot")]
    [InlineData(10, 30, 5, 60, 30, "from below")]
    [InlineData(20, 30, 6, 60, 30, "a higher deploy revision")]
    [InlineData(10, 20, 5, 60, 20, "repeated")]
    [InlineData(0, 15, 5, 60, 20, "stale")]
    [InlineData(21, 30, 5, 60, 20, "from above")]
    [InlineData(20, 30, 4, 60, 20, "a lower deploy revision")]
    [InlineData(20, 30, 5, 0, 20, "expired")]
    public async Task Acceptance(long from, long to, long revision, int seconds, long position, string because)
    {
        var checkpoints = Open();
        await checkpoints.OfferAsync(Shard, Offer(0, 20) with { DeployRevision = 5 }, default);
        var offer = Offer(from, to, because.Replace(' ', '-')) with { DeployRevision = revision, Expires = Start.AddSeconds(seconds) };
        await checkpoints.OfferAsync(Shard, offer, default);
        var stored = await checkpoints.LoadAsync(Shard, default);
        Assert.Equal(position, stored.Position);
        Assert.Equal(position == 20 ? 0 : 1, stored.Segments.Length);
    }

    [Fact]
    public async Task Expiry_goes_by_the_injected_clock()
    {
        _time.Now = Start.AddHours(12);
        await Open().OfferAsync(Shard, Offer(0, 20) with { Expires = Start.AddHours(12) }, default);
        Assert.Same(StoredCheckpoint.None, await Open().LoadAsync(Shard, default));
    }

    [Fact]
    public async Task Of_offers_at_the_same_time_the_furthest_wins()
    {
        var stores = new[] { Open(), Open() };
        await Task.WhenAll(Enumerable.Range(1, 40).Select(to => Task.Run(async () => await stores[to % 2].OfferAsync(Shard, Offer(0, to), default))));
        Assert.Equal(40, (await stores[0].LoadAsync(Shard, default)).Position);
    }

    [Fact]
    public async Task A_head_that_somebody_else_holds_is_waited_for()
    {
        await Open().OfferAsync(Shard, Offer(0, 10), default);
        using var source = new CancellationTokenSource();
        using (new FileStream(Path.Combine(Folder, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            var offering = Open().OfferAsync(Shard, Offer(10, 20), source.Token).AsTask();
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => offering);
        }

        await Open().OfferAsync(Shard, Offer(10, 20), default);
        Assert.Equal(20, (await Open().LoadAsync(Shard, default)).Position);
    }

    [Fact]
    public async Task Too_much_inline_is_refused()
    {
        var failure = await FailsAsync(() => Open().OfferAsync(Shard, Offer(0, 10) with { Inline = new byte[Save.InlineLimit + 1] }, default));
        Assert.True(failure.IsFatal);
        Assert.Contains($"{Save.InlineLimit}", failure.Message);
    }

    [Fact]
    public async Task Every_change_and_every_cut_of_a_head_is_seen()
    {
        await Open().OfferAsync(Shard, Offer(0, 10, "base") with { Inline = new byte[] { 1, 2, 3 } }, default);
        var whole = await File.ReadAllBytesAsync(Head);
        await EachDamageAsync(Head, whole, () => Open().LoadAsync(Shard, default).AsTask());
    }

    [Fact]
    public async Task Every_change_and_every_cut_of_a_segment_is_seen()
    {
        await Open().WriteSegmentAsync(Shard, "3/10-ab", "content"u8.ToArray(), default);
        Assert.Equal("content"u8.ToArray(), (await Open().ReadSegmentAsync(Shard, "3/10-ab", default)).ToArray());
        var path = Directory.GetFiles(Path.Combine(Folder, "segments")).Single();
        await EachDamageAsync(path, await File.ReadAllBytesAsync(path), () => Open().ReadSegmentAsync(Shard, "3/10-ab", default).AsTask());
    }

    [Fact]
    public async Task A_missing_segment_is_named()
    {
        var failure = await FailsAsync(async () => await Open().ReadSegmentAsync(Shard, "gone", default));
        Assert.True(failure.IsFatal);
        Assert.Contains(Path.Combine(Folder, "segments", "gone"), failure.Message);
    }

    [Fact]
    public async Task A_segment_never_changes()
    {
        await Open().WriteSegmentAsync(Shard, "a", new byte[] { 1 }, default);
        Assert.True((await FailsAsync(() => Open().WriteSegmentAsync(Shard, "a", new byte[] { 2 }, default))).IsFatal);
        Assert.Equal([1], (await Open().ReadSegmentAsync(Shard, "a", default)).ToArray());
    }

    [Theory]
    [InlineData("../head")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("")]
    public async Task Names_that_lead_elsewhere_are_refused(string name)
    {
        await FailsAsync(() => Open().WriteSegmentAsync(Shard, name, default, default));
        await FailsAsync(async () => await Open().LoadAsync(new ShardId("../" + name, 0), default));
    }

    [Fact]
    public async Task Collecting_takes_what_is_old_and_nobody_names()
    {
        var checkpoints = Open();
        foreach (var name in new[] { "old", "old-kept", "old-stored" })
        {
            await checkpoints.WriteSegmentAsync(Shard, name, default, default);
        }

        await File.WriteAllTextAsync(Path.Combine(Folder, "segments", "half.tmp"), "half");
        File.SetLastWriteTimeUtc(Path.Combine(Folder, "segments", "half.tmp"), Start.UtcDateTime);
        await checkpoints.OfferAsync(Shard, Offer(0, 10, "old-stored"), default);
        _time.Now = Start.AddDays(1);
        await checkpoints.WriteSegmentAsync(Shard, "new", default, default);

        await checkpoints.CollectAsync(Shard, ["old-kept"], Start.AddHours(1), default);

        Assert.Equal(["new", "old-kept", "old-stored"], Directory.GetFiles(Path.Combine(Folder, "segments")).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public async Task A_full_disk_leaves_the_checkpoint_before(int written)
    {
        var checkpoints = Open();
        await checkpoints.OfferAsync(Shard, Offer(0, 10), default);
        _data.Disk.FailWriteAfter = written;
        var failure = await FailsAsync(() => checkpoints.OfferAsync(Shard, Offer(10, 20), default));
        Assert.Equal($"The checkpoint of {Shard} can't be written: the disk is full.", failure.Message);
        _data.Disk.FailSync = true;
        await FailsAsync(() => checkpoints.OfferAsync(Shard, Offer(10, 20), default));
        _data.Disk.FailSync = false;
        _data.Disk.FailReplace = true;
        await FailsAsync(() => checkpoints.OfferAsync(Shard, Offer(10, 20), default));
        _data.Disk.FailReplace = false;
        Assert.Equal(10, (await checkpoints.LoadAsync(Shard, default)).Position);
        await checkpoints.OfferAsync(Shard, Offer(10, 20), default);
        Assert.Equal(20, (await checkpoints.LoadAsync(Shard, default)).Position);
    }

    private static Save Offer(long from, long to, params string[] segments) => new(from, to, [.. segments], default, 0, Start.AddHours(12));

    private static Task<CheckpointException> FailsAsync(Func<ValueTask> action) => Assert.ThrowsAsync<CheckpointException>(async () => await action());

    private static async Task EachDamageAsync(string path, byte[] whole, Func<Task> read)
    {
        for (var position = 0; position < whole.Length; position++)
        {
            var changed = (byte[])whole.Clone();
            changed[position] ^= 4;
            foreach (var content in new[] { changed, whole[..position] })
            {
                await File.WriteAllBytesAsync(path, content);
                var failure = await Assert.ThrowsAsync<CheckpointException>(read);
                Assert.True(failure.IsFatal);
                Assert.Equal($"The checkpoint is damaged: {path} does not match its checksum.", failure.Message);
            }
        }
    }

    private FileCheckpoints Open() => new(_data.Path, _time, _data.Disk);
}
