using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;

namespace Serverless.Tests.Unit.LocalHost;

public sealed class FileLogSegmentTests : IDisposable
{
    private const int SegmentBytes = 4096;
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Segments_are_named_by_their_first_offset_and_keep_to_their_size()
    {
        await using (var log = await FillAsync())
        {
        }

        Assert.Equal("00000000000000000000.log", Path.GetFileName(_data.Segments()[0]));
        Assert.All(_data.Segments(), path => Assert.InRange(new FileInfo(path).Length, 1, SegmentBytes));
        await using var again = _data.Open(segmentBytes: SegmentBytes);
        Assert.Equal(Enumerable.Range(0, 300).Select(Records.Value), await again.ValuesAsync());
        foreach (var path in _data.Segments())
        {
            var first = long.Parse(Path.GetFileNameWithoutExtension(path));
            Assert.Equal(first, (await again.ReadAsync(DataFolder.Topic, 0, first, 1, TimeSpan.Zero, default)).Records[0].Offset);
        }
    }

    [Fact]
    public async Task A_write_larger_than_a_segment_has_one_of_its_own()
    {
        await using var log = _data.Open(segmentBytes: SegmentBytes);
        await log.AppendAsync(Records.Range(0, 1));
        await log.AppendAsync(Records.Range(1, 200));
        await log.AppendAsync(Records.Range(201, 1));
        Assert.Equal(3, _data.Segments().Length);
        Assert.Equal(202, (await log.ValuesAsync()).Length);
    }

    [Fact]
    public async Task Trim_deletes_whole_segments_below_an_offset()
    {
        await using var log = await FillAsync();
        var firsts = _data.Segments().Select(path => long.Parse(Path.GetFileNameWithoutExtension(path))).ToArray();
        await log.TrimAsync(DataFolder.Topic, 0, firsts[2] - 1);
        Assert.Equal(new LogBounds(firsts[1], 300), await log.BoundsAsync(DataFolder.Topic, 0, default));
        await log.TrimAsync(DataFolder.Topic, 0, firsts[2]);
        Assert.Equal(firsts.Length - 2, _data.Segments().Length);
        Assert.Equal(new LogBounds(firsts[2], 300), await log.BoundsAsync(DataFolder.Topic, 0, default));

        var slice = await log.ReadAsync(DataFolder.Topic, 0, 0, 5, TimeSpan.Zero, default);
        Assert.Equal(firsts[2], slice.Records[0].Offset);
        Assert.Equal(firsts[2] + 5, slice.Next);
    }

    [Fact]
    public async Task The_position_outlives_every_record()
    {
        await using (var log = await FillAsync())
        {
            await log.TrimAsync(DataFolder.Topic, 0, long.MaxValue);
            Assert.Single(_data.Segments());
        }

        // A torn first write of a new segment leaves nothing but its name.
        File.WriteAllBytes(_data.Segments()[0], [1, 2, 3]);
        var first = long.Parse(Path.GetFileNameWithoutExtension(_data.Segments()[0]));
        await using var again = _data.Open(segmentBytes: SegmentBytes);
        Assert.Equal(new LogBounds(first, first), await again.BoundsAsync(DataFolder.Topic, 0, default));
        Assert.Equal(new LogSlice([], 300, first), (await again.ReadAsync(DataFolder.Topic, 0, 300, 1, TimeSpan.Zero, default)) with { Records = [] });
        await again.AppendAsync(Records.Of("next"));
        Assert.Equal(first, (await again.ReadAllAsync())[0].Offset);
    }

    [Fact]
    public async Task Trim_by_time_keeps_what_is_newer()
    {
        var time = new FixedTime(DateTimeOffset.UnixEpoch.AddDays(100));
        await using var log = _data.Open(segmentBytes: SegmentBytes, time: time);
        for (var hour = 0; hour < 6; hour++)
        {
            time.Now = DateTimeOffset.UnixEpoch.AddDays(100).AddHours(hour);
            await log.AppendAsync(Records.Range(hour * 50, 50));
        }

        Assert.Equal(6, _data.Segments().Length);
        await log.TrimAsync(DataFolder.Topic, 0, long.MaxValue, DateTimeOffset.UnixEpoch.AddDays(100).AddHours(2.5));
        Assert.Equal(new LogBounds(100, 300), await log.BoundsAsync(DataFolder.Topic, 0, default));
    }

    [Fact]
    public async Task A_missing_segment_is_damage()
    {
        await using (await FillAsync())
        {
        }

        var before = _data.Segments()[0];
        File.Delete(_data.Segments()[1]);
        await using var again = _data.Open(segmentBytes: SegmentBytes);
        Assert.Contains(before, (await Records.FailsAsync(async () => await again.ReadAllAsync())).Message);
    }

    [Fact]
    public async Task A_partition_without_segments_is_damage()
    {
        await using (await FillAsync())
        {
        }

        Array.ForEach(_data.Segments(), File.Delete);
        var failure = _data.OpenFails();
        Assert.True(failure.IsFatal);
        Assert.Contains("holds no segment", failure.Message);
    }

    [Fact]
    public async Task Reading_goes_on_while_segments_are_deleted()
    {
        await using var log = await FillAsync();
        var reading = Task.Run(async () =>
        {
            for (var round = 0; round < 50; round++)
            {
                // What was deleted meanwhile is left out; what is read is right.
                for (var next = 0L; next < 300;)
                {
                    var slice = await log.ReadAsync(DataFolder.Topic, 0, next, 20, TimeSpan.Zero, default);
                    Assert.All(slice.Records, record => Assert.Equal(Records.Value((int)record.Offset), Records.Text(record.Value)));
                    Assert.True(slice.Next > next);
                    next = slice.Next;
                }
            }
        });
        for (var below = 0; below <= 300; below += 10)
        {
            await log.TrimAsync(DataFolder.Topic, 0, below);
            await Task.Yield();
        }

        await reading;
    }

    // 300 records in writes of 10.
    private async Task<FileLog> FillAsync()
    {
        var log = _data.Open(segmentBytes: SegmentBytes);
        for (var first = 0; first < 300; first += 10)
        {
            await log.AppendAsync(Records.Range(first, 10));
        }

        return log;
    }
}
