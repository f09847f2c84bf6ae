using Serverless.Local.Host.Files;

namespace Serverless.Tests.Unit.LocalHost;

public sealed class CommittedOffsetsTests : IDisposable
{
    private readonly DataFolder _data = new();

    private string GroupFile => Path.Combine(_data.Path, "offsets", "scores");

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData(LogDurability.Process)]
    [InlineData(LogDurability.Disk)]
    public async Task What_is_committed_outlives_the_log(LogDurability durability)
    {
        await using (var log = _data.Open(durability))
        {
            Assert.Null(await log.CommittedAsync("scores", DataFolder.Topic, 0, default));
            await log.CommitAsync("scores", DataFolder.Topic, 0, 5, default);
            await log.CommitAsync("scores", DataFolder.Topic, 10, 6, default);
            await log.CommitAsync("scores", "elsewhere", 0, 7, default);
            await log.CommitAsync("other", DataFolder.Topic, 0, 8, default);
            await log.CommitAsync("scores", DataFolder.Topic, 0, 9, default);
        }

        await using var again = _data.Open(durability);
        Assert.Equal(9, await again.CommittedAsync("scores", DataFolder.Topic, 0, default));
        Assert.Equal(6, await again.CommittedAsync("scores", DataFolder.Topic, 10, default));
        Assert.Equal(7, await again.CommittedAsync("scores", "elsewhere", 0, default));
        Assert.Equal(8, await again.CommittedAsync("other", DataFolder.Topic, 0, default));
        Assert.Null(await again.CommittedAsync("scores", DataFolder.Topic, 1, default));
    }

    [Fact]
    public async Task Every_change_and_every_cut_of_the_file_is_seen()
    {
        await using (var log = _data.Open())
        {
            await log.CommitAsync("scores", DataFolder.Topic, 0, 5, default);
            await log.CommitAsync("scores", DataFolder.Topic, 1, 6, default);
        }

        var whole = await File.ReadAllBytesAsync(GroupFile);
        for (var position = 0; position < whole.Length; position++)
        {
            var changed = (byte[])whole.Clone();
            changed[position] ^= 1;
            await SeesDamageAsync(changed);
            await SeesDamageAsync(whole[..position]);
        }
    }

    [Fact]
    public async Task A_half_written_file_beside_it_does_no_harm()
    {
        await using (var log = _data.Open())
        {
            await log.CommitAsync("scores", DataFolder.Topic, 0, 5, default);
        }

        await File.WriteAllTextAsync(GroupFile + ".tmp", "half");
        await using var again = _data.Open();
        Assert.Equal(5, await again.CommittedAsync("scores", DataFolder.Topic, 0, default));
        await again.CommitAsync("scores", DataFolder.Topic, 0, 6, default);
        Assert.False(File.Exists(GroupFile + ".tmp"));
    }

    [Fact]
    public async Task A_full_disk_leaves_what_was_committed_before()
    {
        await using (var log = _data.Open())
        {
            await log.CommitAsync("scores", DataFolder.Topic, 0, 5, default);
            _data.Disk.FailWriteAfter = 3;
            var failure = await Records.FailsAsync(() => log.CommitAsync("scores", DataFolder.Topic, 0, 6, default));
            Assert.True(failure.IsFatal);
            Assert.Contains("the disk is full", failure.Message);
            _data.Disk.FailReplace = true;
            await Records.FailsAsync(() => log.CommitAsync("scores", DataFolder.Topic, 0, 7, default));
            _data.Disk.FailReplace = false;
        }

        await using var again = _data.Open();
        Assert.Equal(5, await again.CommittedAsync("scores", DataFolder.Topic, 0, default));
    }

    [Fact]
    public async Task Concurrent_commits_are_all_in_the_file()
    {
        await using (var log = _data.Open())
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(partition => Task.Run(async () =>
            {
                for (var offset = 0; offset <= 50; offset++)
                {
                    await log.CommitAsync("scores", DataFolder.Topic, partition, offset, default);
                }
            })));
        }

        await using var again = _data.Open();
        for (var partition = 0; partition < 8; partition++)
        {
            Assert.Equal(50, await again.CommittedAsync("scores", DataFolder.Topic, partition, default));
        }
    }

    private async Task SeesDamageAsync(byte[] content)
    {
        await File.WriteAllBytesAsync(GroupFile, content);
        await using var log = _data.Open();
        var failure = await Records.FailsAsync(async () => await log.CommittedAsync("scores", DataFolder.Topic, 0, default));
        Assert.True(failure.IsFatal);
        Assert.Contains(GroupFile, failure.Message);
    }
}
