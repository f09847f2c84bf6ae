using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;

namespace Serverless.Tests.Unit.LocalHost;

public sealed class FileLogTornTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_torn_last_frame_is_cut_at_every_byte()
    {
        var (whole, lastAt) = await WriteAsync(3);
        for (var length = lastAt; length < whole.Length; length++)
        {
            File.WriteAllBytes(_data.Segments()[0], whole[..length]);
            _data.Notices.Clear();
            await using (var log = _data.Open())
            {
                Assert.Equal([Records.Value(0), Records.Value(1)], await log.ValuesAsync());
                await log.AppendAsync(Records.Of("next"));
            }

            Assert.Equal(length == lastAt ? 0 : 1, _data.Notices.Count);
            await using var again = _data.Open();
            Assert.Equal([Records.Value(0), Records.Value(1), "next"], await again.ValuesAsync());
        }
    }

    [Fact]
    public async Task The_notice_says_what_was_cut_and_where()
    {
        var (whole, lastAt) = await WriteAsync(3);
        File.WriteAllBytes(_data.Segments()[0], whole[..(lastAt + 10)]);
        await using var log = _data.Open();
        var place = $"position {lastAt} of {_data.Segments()[0]}";
        Assert.Equal($"orders/0: 10 bytes of a torn write were cut off behind offset 1 ({place}).", Assert.Single(_data.Notices));
    }

    [Theory]
    [InlineData(LogDurability.Process)]
    [InlineData(LogDurability.Disk)]
    public async Task Zeros_at_the_end_are_cut(LogDurability durability)
    {
        var (whole, _) = await WriteAsync(3);
        File.WriteAllBytes(_data.Segments()[0], [.. whole, .. new byte[5000]]);
        await using var log = _data.Open(durability);
        Assert.Equal(3, (await log.ValuesAsync()).Length);
        Assert.Single(_data.Notices);
    }

    [Theory]
    [InlineData(LogDurability.Process)]
    [InlineData(LogDurability.Disk)]
    public async Task A_bad_frame_before_a_good_one_of_a_later_write_is_damage(LogDurability durability)
    {
        await using (var log = _data.Open())
        {
            await log.AppendAsync(Records.Range(0, 2));
            await log.AppendAsync(Records.Range(2, 2));
        }

        var path = _data.Segments()[0];
        var bytes = File.ReadAllBytes(path);
        bytes[Frame.HeadBytes + 1] ^= 1;
        File.WriteAllBytes(path, bytes);
        var failure = _data.OpenFails(durability);
        Assert.True(failure.IsFatal);
        Assert.Equal($"The log is damaged: the record with offset 0 can't be read at position 0 of {path}.", failure.Message);
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Fact]
    public async Task A_power_cut_may_keep_the_end_of_a_write_without_its_beginning()
    {
        long first;
        await using (var log = _data.Open(LogDurability.Disk))
        {
            await log.AppendAsync(Records.Range(0, 2));
            first = new FileInfo(_data.Segments()[0]).Length;
            await log.AppendAsync(Records.Range(2, 5));
        }

        var path = _data.Segments()[0];
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan((int)first, 100).Clear();
        File.WriteAllBytes(path, bytes);

        // A killed process alone leaves no such hole: without the promise of a sync this is damage.
        Assert.True(_data.OpenFails().IsFatal);
        await using var again = _data.Open(LogDurability.Disk);
        Assert.Equal([Records.Value(0), Records.Value(1)], await again.ValuesAsync());
        Assert.Single(_data.Notices);
    }

    [Fact]
    public async Task Every_truncation_leaves_a_prefix()
    {
        var (whole, _) = await WriteAsync(4);
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(_data.Segments()[0], whole[..length]);
            await using var log = _data.Open();
            var values = await log.ValuesAsync();
            Assert.Equal(Enumerable.Range(0, values.Length).Select(Records.Value), values);
        }
    }

    [Fact]
    public async Task Every_changed_byte_is_seen_when_it_is_opened()
    {
        var (whole, lastAt) = await WriteAsync(4);
        for (var position = 0; position < whole.Length; position++)
        {
            var changed = (byte[])whole.Clone();
            changed[position] ^= (byte)(1 << (position % 8));
            File.WriteAllBytes(_data.Segments()[0], changed);
            if (position < lastAt)
            {
                Assert.True(_data.OpenFails().IsFatal);
            }
            else
            {
                await using var log = _data.Open();
                Assert.Equal(Enumerable.Range(0, 3).Select(Records.Value), await log.ValuesAsync());
            }
        }
    }

    [Fact]
    public async Task Every_changed_byte_of_an_older_segment_is_seen_when_it_is_read()
    {
        await TwoSegmentsAsync();
        var path = _data.Segments()[0];
        var whole = File.ReadAllBytes(path);
        for (var position = 0; position < whole.Length; position++)
        {
            var changed = (byte[])whole.Clone();
            changed[position] ^= 0x10;
            File.WriteAllBytes(path, changed);
            await using var log = _data.Open(segmentBytes: 4096);
            var failure = await Records.FailsAsync(async () => await log.ReadAllAsync(batch: 1000));
            Assert.True(failure.IsFatal);
            Assert.Contains(path, failure.Message);
        }
    }

    [Fact]
    public async Task An_older_segment_that_is_cut_at_any_byte_is_damage()
    {
        await TwoSegmentsAsync();
        var path = _data.Segments()[0];
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            await using var again = _data.Open(segmentBytes: 4096);
            var failure = await Records.FailsAsync(async () => await again.ReadAllAsync());
            Assert.True(failure.IsFatal);
            Assert.Contains(path, failure.Message);
        }
    }

    private async Task TwoSegmentsAsync()
    {
        await using var log = _data.Open(segmentBytes: 4096);
        await log.AppendAsync(Records.Range(0, 5));
        await log.AppendAsync(Records.Range(5, 60));
        Assert.Equal(2, _data.Segments().Length);
    }

    // The last record is a write of its own; the file, and where that frame begins.
    private async Task<(byte[] Whole, int LastAt)> WriteAsync(int count)
    {
        await using (var log = _data.Open())
        {
            await log.AppendAsync(Records.Range(0, count - 1));
            await log.AppendAsync(Records.Range(count - 1, 1));
        }

        var whole = await File.ReadAllBytesAsync(_data.Segments()[0]);
        return (whole, whole.Length - (int)Frame.SizeOf(Records.Range(count - 1, 1)[0]));
    }
}
