using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;

namespace Serverless.Tests.Unit.LocalHost;

public sealed class FileLogFailureTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData(0, LogDurability.Process)]
    [InlineData(1, LogDurability.Process)]
    [InlineData(70, LogDurability.Process)]
    [InlineData(200, LogDurability.Process)]
    [InlineData(70, LogDurability.Disk)]
    public async Task A_full_disk_ends_the_writer_and_the_torn_frames_are_cut_before_the_next_append(int written, LogDurability durability)
    {
        await using var log = _data.Open(durability);
        await log.AppendAsync(Records.Of("a"));
        var writer = log.OpenWriter();
        _data.Disk.FailWriteAfter = written;

        var failure = await Records.FailsAsync(() => writer.AppendAsync(Records.Range(0, 3), default));

        Assert.True(failure.IsFatal);
        Assert.Equal($"The log of orders/0 can't be written: the disk is full ({_data.Segments()[0]}).", failure.Message);
        Assert.True(writer.IsDead);
        Assert.Equal(["a"], await log.ValuesAsync());
        Assert.Contains("ended", (await Records.FailsAsync(() => writer.AppendAsync([Records.Of("b")], default))).Message);

        await log.AppendAsync(Records.Of("c"));
        Assert.Equal(["a", "c"], await log.ValuesAsync());
        await log.DisposeAsync();
        await using var again = _data.Open();
        Assert.Equal(["a", "c"], await again.ValuesAsync());
        Assert.Empty(_data.Notices);
    }

    [Fact]
    public async Task A_failing_stream_says_its_own_reason()
    {
        await using var log = _data.Open();
        _data.Disk.FailureCode = 5;
        _data.Disk.FailWriteAfter = 0;
        var failure = await Records.FailsAsync(async () => await log.AppendAsync(Records.Of("a")));
        Assert.Contains("No space left on device (", failure.Message);
    }

    [Fact]
    public async Task A_process_that_dies_after_a_failed_write_leaves_a_prefix()
    {
        var sizes = Records.Range(0, 3).Select(record => (int)Frame.SizeOf(record)).ToArray();
        for (var written = 0; written <= sizes.Sum(); written++)
        {
            using var data = new DataFolder();
            await using (var log = data.Open())
            {
                data.Disk.FailWriteAfter = written;
                await Records.FailsAsync(async () => await log.AppendAsync(Records.Range(0, 3)));
                Assert.Empty(await log.ValuesAsync());
            }

            await using var again = data.Open();
            var whole = written < sizes[0] ? 0 : written < sizes[0] + sizes[1] ? 1 : written < sizes.Sum() ? 2 : 3;
            Assert.Equal(Enumerable.Range(0, whole).Select(Records.Value), await again.ValuesAsync());
        }
    }

    [Theory]
    [InlineData(LogDurability.Process)]
    [InlineData(LogDurability.Disk)]
    public async Task What_waits_behind_a_failed_write_fails_with_it_and_so_do_its_writers(LogDurability durability)
    {
        await using var log = _data.Open(durability);
        await using var first = log.OpenWriter();
        await using var second = log.OpenWriter();
        await using var third = log.OpenWriter();
        using var begun = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        _data.Disk.Writing = () =>
        {
            begun.Set();
            release.Wait();
        };
        _data.Disk.FailWriteAfter = 30;
        var failing = Task.Run(() => first.AppendAsync([Records.Of("a")], default).AsTask());
        begun.Wait();
        var behind = second.AppendAsync([Records.Of("b")], default).AsTask();
        release.Set();

        Assert.True((await Assert.ThrowsAsync<LogException>(() => failing)).IsFatal);
        Assert.True((await Assert.ThrowsAsync<LogException>(() => behind)).IsFatal);
        Assert.Equal((true, true, false), (first.IsDead, second.IsDead, third.IsDead));
        await third.AppendAsync([Records.Of("c")], default);
        Assert.Equal(["c"], await log.ValuesAsync());
    }

    [Fact]
    public async Task A_failing_sync_acknowledges_nothing()
    {
        await using var log = _data.Open(LogDurability.Disk);
        await log.AppendAsync(Records.Of("a"));
        _data.Disk.FailSync = true;
        Assert.True((await Records.FailsAsync(async () => await log.AppendAsync(Records.Of("b")))).IsFatal);
        Assert.Equal(["a"], await log.ValuesAsync());
        _data.Disk.FailSync = false;
        await log.AppendAsync(Records.Of("c"));
        Assert.Equal(["a", "c"], await log.ValuesAsync());
    }

    [Fact]
    public async Task While_the_torn_frames_cannot_be_cut_nothing_is_appended()
    {
        await using var log = _data.Open();
        _data.Disk.FailWriteAfter = 50;
        await Records.FailsAsync(async () => await log.AppendAsync(Records.Range(0, 3)));
        _data.Disk.FailTruncate = true;
        await Records.FailsAsync(async () => await log.AppendAsync(Records.Of("a")));
        _data.Disk.FailTruncate = false;
        await log.AppendAsync(Records.Of("b"));
        Assert.Equal(["b"], await log.ValuesAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_segment_that_cannot_be_begun_is_begun_later(bool beforeItExists)
    {
        await using (var log = _data.Open(segmentBytes: 4096))
        {
            await log.AppendAsync(Records.Range(0, 40));
            _data.Disk.FailCreate = beforeItExists;
            _data.Disk.FailWriteAfter = beforeItExists ? null : 10;
            Assert.True((await Records.FailsAsync(async () => await log.AppendAsync(Records.Range(40, 40)))).IsFatal);
            _data.Disk.FailCreate = false;
            Assert.Equal(40, (await log.ValuesAsync()).Length);
            await log.AppendAsync(Records.Range(40, 40));
            Assert.Equal(2, _data.Segments().Length);
        }

        await using var again = _data.Open(segmentBytes: 4096);
        Assert.Equal(Enumerable.Range(0, 80).Select(Records.Value), await again.ValuesAsync());
    }

    [Fact]
    public async Task A_token_that_ends_the_wait_ends_the_writer()
    {
        await using var log = _data.Open(LogDurability.Disk);
        await using var writer = log.OpenWriter();
        using var release = new ManualResetEventSlim();
        using var source = new CancellationTokenSource();
        _data.Disk.Writing = release.Wait;
        var appending = writer.AppendAsync([Records.Of("a")], source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => appending);
        Assert.True(writer.IsDead);
        release.Set();
    }

    [Fact]
    public async Task A_failed_batch_leaves_other_partitions_alone()
    {
        await using var log = _data.Open(partitions: 2);
        await using var writer = log.OpenWriter();
        await using var other = log.OpenWriter();
        _data.Disk.FailWriteAfter = 1;
        await Records.FailsAsync(() => writer.AppendAsync([Records.Of("a", 0)], default));
        await other.AppendAsync([Records.Of("b", 1)], default);
        Assert.Equal(["b"], await log.ValuesAsync(1));
    }
}
