using Serverless.Durable.Ports;

namespace Serverless.Tests.Unit.LocalHost;

public sealed class FileLogWaitTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_waiting_reader_gets_what_is_appended()
    {
        await using var log = _data.Open();
        var first = log.ReadAsync(DataFolder.Topic, 0, 0, 10, Long, default).AsTask();
        var second = log.ReadAsync(DataFolder.Topic, 0, 0, 10, Timeout.InfiniteTimeSpan, default).AsTask();
        Assert.False(first.IsCompleted);
        await log.AppendAsync(Records.Of("a"));
        Assert.Equal("a", Records.Text(Assert.Single((await first).Records).Value));
        Assert.Single((await second).Records);
    }

    [Fact]
    public async Task A_reader_above_the_end_waits_for_its_offset()
    {
        await using var log = _data.Open();
        var reading = log.ReadAsync(DataFolder.Topic, 0, 2, 10, Long, default).AsTask();
        await log.AppendAsync(Records.Of("a"));
        await log.AppendAsync(Records.Of("b"));
        Assert.False(reading.IsCompleted);
        await log.AppendAsync(Records.Of("c"));
        Assert.Equal(2, Assert.Single((await reading).Records).Offset);
    }

    [Fact]
    public async Task Without_a_wait_the_end_is_answered_at_once()
    {
        await using var log = _data.Open();
        await log.AppendAsync(Records.Of("a"));
        var reading = log.ReadAsync(DataFolder.Topic, 0, 1, 10, TimeSpan.Zero, default);
        Assert.True(reading.IsCompleted);
        var slice = await reading;
        Assert.Equal((0, 1L, 1L), (slice.Records.Count, slice.Next, slice.End));
    }

    [Fact]
    public async Task A_wait_ends_empty()
    {
        await using var log = _data.Open();
        Assert.Empty((await log.ReadAsync(DataFolder.Topic, 0, 0, 10, TimeSpan.FromMilliseconds(1), default)).Records);
    }

    [Fact]
    public async Task A_token_ends_the_wait()
    {
        await using var log = _data.Open();
        using var source = new CancellationTokenSource();
        var reading = log.ReadAsync(DataFolder.Topic, 0, 0, 10, Long, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Closing_ends_the_wait()
    {
        var log = _data.Open();
        var reading = log.ReadAsync(DataFolder.Topic, 0, 0, 10, Long, default).AsTask();
        await log.DisposeAsync();
        Assert.Contains("closed", (await Assert.ThrowsAsync<LogException>(() => reading)).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_reader_that_follows_gets_every_record_once_while_segments_come_and_go(int seed)
    {
        const int Count = 5000;
        await using var log = _data.Open(segmentBytes: 8192);
        var following = Task.Run(async () =>
        {
            for (var next = 0L; next < Count;)
            {
                var slice = await log.ReadAsync(DataFolder.Topic, 0, next, 64, Long, default);
                var values = slice.Records.Select(record => Records.Text(record.Value));
                Assert.Equal(Enumerable.Range((int)next, slice.Records.Count).Select(Records.Value), values);
                Assert.True(slice.Next > next && slice.Next <= slice.End);
                next = slice.Next;
                await log.TrimAsync(DataFolder.Topic, 0, next);
            }
        });

        var random = new Random(seed);
        for (var first = 0; first < Count;)
        {
            var count = Math.Min(random.Next(1, 40), Count - first);
            await log.AppendAsync(Records.Range(first, count));
            first += count;
        }

        await following;
    }
}
