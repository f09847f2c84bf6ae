using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.LocalHost;

public sealed class FileLogTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData(LogDurability.Process)]
    [InlineData(LogDurability.Disk)]
    public async Task What_is_appended_is_read_whole(LogDurability durability)
    {
        var time = new FixedTime(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123));
        await using var log = _data.Open(durability, time: time);
        await log.AppendAsync(
            Records.Of("first", key: "k", headers: [Records.Header("a", "1"), Records.Header("Ü", ""), Records.Header("a", "2")]),
            Records.Of(""));

        var slice = await log.ReadAsync(DataFolder.Topic, 0, 0, 10, TimeSpan.Zero, default);

        Assert.Equal((2, 2L, 2L), (slice.Records.Count, slice.Next, slice.End));
        var first = slice.Records[0];
        Assert.Equal((DataFolder.Topic, 0, 0L, 1_700_000_000_123), (first.Topic, first.Partition, first.Offset, first.Timestamp));
        Assert.Equal(("k", "first"), (Records.Text(first.Key), Records.Text(first.Value)));
        Assert.Equal(["a=1", "Ü=", "a=2"], first.Headers.Select(header => $"{header.Name}={Records.Text(header.Value)}"));
        Assert.Equal((1L, 0, 0, 0), (slice.Records[1].Offset, slice.Records[1].Key.Length, slice.Records[1].Value.Length, slice.Records[1].Headers.Count));
    }

    [Fact]
    public async Task A_log_goes_on_where_it_was_closed()
    {
        await using (var log = _data.Open())
        {
            await log.AppendAsync(Records.Range(0, 10));
        }

        await using (var log = _data.Open())
        {
            await log.AppendAsync(Records.Range(10, 5));
            Assert.Equal(Enumerable.Range(0, 15).Select(Records.Value), await log.ValuesAsync());
            Assert.Equal(new LogBounds(0, 15), await log.BoundsAsync(DataFolder.Topic, 0, default));
        }

        Assert.Empty(_data.Notices);
    }

    [Fact]
    public async Task A_batch_goes_to_its_partitions_in_order()
    {
        await using var log = _data.Open(partitions: 3);
        await log.AppendAsync(Records.Of("a", 2), Records.Of("b", 0), Records.Of("c", 2), Records.Of("d", 0), Records.Of("e", 2));
        Assert.Equal(["b", "d"], await log.ValuesAsync(0));
        Assert.Empty(await log.ValuesAsync(1));
        Assert.Equal(["a", "c", "e"], await log.ValuesAsync(2));
    }

    [Fact]
    public async Task A_topic_on_disk_is_known_without_creating_it()
    {
        await using (_data.Open(partitions: 3))
        {
        }

        await using var log = FileLog.Open(new FileLogOptions { Directory = _data.Path });
        Assert.Equal(3, await log.PartitionsAsync(DataFolder.Topic, default));
        Assert.Equal(0, await log.PartitionsAsync("other", default));
        Assert.Equal(0, await log.PartitionsAsync("../orders", default));
    }

    [Fact]
    public async Task A_range_is_read_from_any_offset()
    {
        await using var log = _data.Open(segmentBytes: 8192);
        for (var first = 0; first < 2000; first += 100)
        {
            await log.AppendAsync(Records.Range(first, 100));
        }

        for (var from = 0; from < 2000; from += 37)
        {
            var slice = await log.ReadAsync(DataFolder.Topic, 0, from, 3, TimeSpan.Zero, default);
            Assert.Equal(Enumerable.Range(from, slice.Records.Count).Select(Records.Value), slice.Records.Select(record => Records.Text(record.Value)));
            Assert.InRange(slice.Records.Count, 1, 3);
        }
    }

    [Fact]
    public async Task Large_records_between_small_ones_are_read_whole()
    {
        await using var log = _data.Open();
        string[] values = ["a", new('b', 300_000), "c", new('d', 70_000), new('e', 900_000), "f"];
        await log.AppendAsync([.. values.Select(value => Records.Of(value))]);
        Assert.Equal(values, await log.ValuesAsync());
    }

    [Fact]
    public async Task A_second_opener_is_refused_with_one_sentence()
    {
        await using (_data.Open())
        {
            var failure = _data.OpenFails();
            Assert.True(failure.IsFatal);
            Assert.Equal($"The directory {_data.Path} is in use by another process; stop that one or choose another directory.", failure.Message);
        }

        await using var again = _data.Open();
        Assert.Equal(1, await again.PartitionsAsync(DataFolder.Topic, default));
    }

    [Fact]
    public async Task Another_number_of_partitions_is_refused()
    {
        await using (_data.Open(partitions: 4))
        {
        }

        var failure = _data.OpenFails(partitions: 8);
        Assert.True(failure.IsFatal);
        Assert.Contains("has 4 partitions", failure.Message);
        Assert.Contains("not 8", failure.Message);
    }

    [Fact]
    public async Task A_damaged_number_of_partitions_is_named()
    {
        await using (_data.Open(partitions: 4))
        {
        }

        var path = Path.Combine(_data.Path, "log", DataFolder.Topic, "partitions");
        await File.WriteAllTextAsync(path, "4x");
        Assert.Contains(path, _data.OpenFails(partitions: 4).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../orders")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData(".hidden")]
    [InlineData("ends.")]
    [InlineData("sp ace")]
    [InlineData("nul\0")]
    public async Task Names_that_lead_elsewhere_are_refused(string name)
    {
        await using var log = _data.Open();
        Assert.Throws<ArgumentException>(() => log.CreateTopic(name, 1));
        await Records.FailsAsync(() => log.CommitAsync(name, DataFolder.Topic, 0, 1, default));
        await Records.FailsAsync(() => log.CommitAsync("group", name, 0, 1, default));
    }

    [Fact]
    public async Task Unknown_topics_and_partitions_are_named()
    {
        await using var log = _data.Open();
        Assert.Contains("'other'", (await Records.FailsAsync(async () => await log.BoundsAsync("other", 0, default))).Message);
        Assert.Contains("no partition 1", (await Records.FailsAsync(async () => await log.BoundsAsync(DataFolder.Topic, 1, default))).Message);
        await using var writer = log.OpenWriter();
        Assert.Contains("no partition 7", (await Records.FailsAsync(() => writer.AppendAsync([Records.Of("a", 7)], default))).Message);
        Assert.True(writer.IsDead);
    }

    [Fact]
    public async Task A_record_beyond_the_limit_is_refused_and_nothing_of_its_batch_written()
    {
        await using var log = _data.Open();
        await using var writer = log.OpenWriter();
        var failure = await Records.FailsAsync(() => writer.AppendAsync([Records.Of("a"), Records.Of(new string('b', 1024 * 1024))], default));
        Assert.Contains("MaxRecordBytes", failure.Message);
        Assert.Empty(await log.ValuesAsync());
    }

    [Fact]
    public async Task A_closed_log_says_so()
    {
        var log = _data.Open();
        var writer = log.OpenWriter();
        await log.DisposeAsync();
        await log.DisposeAsync();
        Assert.Contains("closed", (await Records.FailsAsync(() => writer.AppendAsync([Records.Of("a")], default))).Message);
        Assert.Contains("closed", (await Records.FailsAsync(async () => await log.BoundsAsync(DataFolder.Topic, 0, default))).Message);
    }

    [Theory]
    [InlineData(1, 1024, "SegmentBytes")]
    [InlineData(long.MaxValue, 1024, "SegmentBytes")]
    [InlineData(4096, 10, "MaxRecordBytes")]
    [InlineData(4096, int.MaxValue, "MaxRecordBytes")]
    public void Settings_out_of_range_are_named(long segment, int record, string setting)
    {
        var options = new FileLogOptions { Directory = _data.Path, SegmentBytes = segment, MaxRecordBytes = record };
        Assert.Contains(setting, Assert.Throws<ArgumentException>(() => FileLog.Open(options)).Message);
    }
}
