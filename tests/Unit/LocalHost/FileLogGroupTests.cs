using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;

namespace Serverless.Tests.Unit.LocalHost;

public sealed class FileLogGroupTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData(LogDurability.Process)]
    [InlineData(LogDurability.Disk)]
    public async Task What_comes_during_a_write_goes_with_the_next_one(LogDurability durability)
    {
        await using var log = _data.Open(durability);
        await using var writer = log.OpenWriter();
        using var begun = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var (writes, syncs) = (_data.Disk.Writes, _data.Disk.Syncs);
        _data.Disk.Writing = () =>
        {
            begun.Set();
            release.Wait();
        };
        var first = Task.Run(() => writer.AppendAsync([Records.Of("0")], default).AsTask());
        begun.Wait();
        var others = Enumerable.Range(1, 20).Select(number => writer.AppendAsync([Records.Of($"{number}")], default).AsTask()).ToArray();
        Assert.All(others, other => Assert.False(other.IsCompleted));
        Assert.Equal(0, (await log.BoundsAsync(DataFolder.Topic, 0, default)).End);

        release.Set();
        await first;
        await Task.WhenAll(others);

        Assert.Equal(2, _data.Disk.Writes - writes);
        Assert.Equal(durability == LogDurability.Disk ? 2 : 0, _data.Disk.Syncs - syncs);
        Assert.Equal(Enumerable.Range(0, 21).Select(number => $"{number}"), await log.ValuesAsync());
    }

    [Theory]
    [InlineData(1, LogDurability.Process)]
    [InlineData(2, LogDurability.Process)]
    [InlineData(3, LogDurability.Disk)]
    public async Task Concurrent_writers_keep_their_order_and_their_batches_together(int seed, LogDurability durability)
    {
        const int Writers = 8;
        const int Batches = 60;
        await using var log = _data.Open(durability, segmentBytes: 16 * 1024, partitions: 2);
        var sent = await Task.WhenAll(Enumerable.Range(0, Writers).Select(number => Task.Run(async () =>
        {
            var count = 0;
            var random = new Random((seed * 100) + number);
            await using var writer = log.OpenWriter();
            for (var batch = 0; batch < Batches; batch++)
            {
                var records = Enumerable.Range(0, random.Next(1, 12)).Select(index => Records.Of($"{number} {batch} {index}", random.Next(2))).ToArray();
                await writer.AppendAsync(records, default);
                count += records.Length;
                if (random.Next(3) == 0)
                {
                    await Task.Yield();
                }
            }

            return count;
        })));

        for (var partition = 0; partition < 2; partition++)
        {
            var last = Enumerable.Repeat((-1, -1), Writers).ToArray();
            var open = (Writer: -1, Batch: -1);
            var closed = new HashSet<(int, int)>();
            foreach (var value in await log.ValuesAsync(partition))
            {
                var parts = value.Split(' ').Select(int.Parse).ToArray();
                Assert.True((parts[1], parts[2]).CompareTo(last[parts[0]]) > 0);
                last[parts[0]] = (parts[1], parts[2]);
                if (open != (parts[0], parts[1]))
                {
                    Assert.True(closed.Add((parts[0], parts[1])));
                    open = (parts[0], parts[1]);
                }
            }
        }

        var total = (await log.BoundsAsync(DataFolder.Topic, 0, default)).End + (await log.BoundsAsync(DataFolder.Topic, 1, default)).End;
        Assert.Equal(sent.Sum(), total);
    }
}
