using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Kafka;

public sealed class KafkaFeedTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Batches_mix_partitions_and_keep_each_in_order()
    {
        await using var rig = await KafkaRig.StartAsync(3);
        await rig.AppendAsync([.. KafkaRig.Numbered(0, 0, 500), .. KafkaRig.Numbered(1, 0, 500), .. KafkaRig.Numbered(2, 0, 500)]);
        await using var feed = KafkaFeed.Open(rig.Settings, KafkaRig.Topic, [0, 100, 0]);

        // Once something of each is at hand, a batch that is large enough holds something of each.
        await rig.UntilAsync(() => feed.MoreAtHand(0) && feed.MoreAtHand(1) && feed.MoreAtHand(2));
        var first = await feed.NextAsync(1400, Long, rig.Token);
        List<List<LogRecord>> batches = [first, .. await TakeAsync(feed, 1400 - first.Count, 100, rig.Token)];

        Assert.Equal(3, first.Select(record => record.Partition).Distinct().Count());
        Assert.All(batches.Skip(1), batch => Assert.InRange(batch.Count, 1, 100));
        var records = batches.SelectMany(batch => batch).ToList();
        for (var partition = 0; partition < 3; partition++)
        {
            var from = partition == 1 ? 100 : 0;
            Assert.Equal(Offsets(from, 500 - from), OffsetsOf(records, partition));
            Assert.Equal(500, feed.Position(partition));
            Assert.Equal(500, feed.EndOffset(partition));
            Assert.False(feed.MoreAtHand(partition));
        }
    }

    [Fact]
    public async Task What_was_read_ahead_is_known()
    {
        await using var rig = await KafkaRig.StartAsync(2);
        await rig.AppendAsync(KafkaRig.Numbered(0, 0, 20));
        await using var feed = KafkaFeed.Open(rig.Settings, KafkaRig.Topic, [0, -1]);

        Assert.Equal(5, (await TakeAsync(feed, 5, 5, rig.Token)).Sum(batch => batch.Count));

        // Nobody has asked for the other fifteen: they come by themselves.
        await rig.UntilAsync(() => feed.MoreAtHand(0));
        Assert.False(feed.MoreAtHand(1));
        Assert.Equal(5, feed.Position(0));
        Assert.Equal(15, (await TakeAsync(feed, 15, 100, rig.Token)).Sum(batch => batch.Count));
        Assert.False(feed.MoreAtHand(0));
        Assert.Equal(20, feed.Position(0));
    }

    [Fact]
    public async Task Without_records_the_wait_ends_with_an_empty_batch()
    {
        await using var rig = await KafkaRig.StartAsync(1);
        await using var feed = KafkaFeed.Open(rig.Settings, KafkaRig.Topic, [0]);

        Assert.Empty(await feed.NextAsync(10, TimeSpan.Zero, rig.Token));
        Assert.Empty(await feed.NextAsync(10, TimeSpan.FromMilliseconds(20), rig.Token));
        using var cancel = new CancellationTokenSource();
        var next = feed.NextAsync(10, Long, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task After_a_seek_nothing_of_before_comes()
    {
        await using var rig = await KafkaRig.StartAsync(2);
        await rig.AppendAsync([.. KafkaRig.Numbered(0, 0, 300), .. KafkaRig.Numbered(1, 0, 300)]);
        await using var feed = KafkaFeed.Open(rig.Settings, KafkaRig.Topic, [0, 0]);
        var seen = (await TakeAsync(feed, 50, 50, rig.Token)).SelectMany(batch => batch).ToList();

        await feed.SeekAsync(0, 10);

        Assert.Equal(10, feed.Position(0));
        var inOther = seen.Count(record => record.Partition == 1);
        var records = (await TakeAsync(feed, 290 + 300 - inOther, 1000, rig.Token)).SelectMany(batch => batch).ToList();
        Assert.Equal(Offsets(10, 290), OffsetsOf(records, 0));
        Assert.Equal(Offsets(inOther, 300 - inOther), OffsetsOf(records, 1));
    }

    [Fact]
    public async Task It_goes_on_when_the_broker_comes_back()
    {
        await using var rig = await KafkaRig.StartAsync(1);
        await using var feed = KafkaFeed.Open(rig.Settings, KafkaRig.Topic, [0]);
        await rig.AppendAsync(KafkaRig.Numbered(0, 0, 10));
        await TakeAsync(feed, 10, 10, rig.Token);

        rig.Broker.Faults.Down();
        rig.Broker.Faults.Up();
        await rig.AppendAsync(KafkaRig.Numbered(0, 10, 10));

        var records = (await TakeAsync(feed, 10, 10, rig.Token)).SelectMany(batch => batch).ToList();
        Assert.Equal(Offsets(10, 10), OffsetsOf(records, 0));
    }

    [Fact]
    public async Task What_retention_has_taken_ends_the_feed_with_a_clear_sentence()
    {
        await using var rig = await KafkaRig.StartAsync(1, settings => settings with { Compression = "none" });
        await using var writer = rig.Log.OpenWriter();
        for (var number = 0; number < 8; number++)
            await writer.AppendAsync([KafkaRig.Record(0, new string('x', 900_000))], rig.Token);
        await using var feed = KafkaFeed.Open(rig.Settings, KafkaRig.Topic, [0]);

        var failure = await Assert.ThrowsAsync<LogException>(() => feed.NextAsync(10, Long, rig.Token).AsTask());

        Assert.True(failure.IsFatal);
        Assert.Contains("offset 0 is wanted, but the log starts at", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LogException>(() => feed.SeekAsync(0, 7));
    }

    private static IEnumerable<long> Offsets(int from, int count) => Enumerable.Range(from, count).Select(number => (long)number);

    private static IEnumerable<long> OffsetsOf(List<LogRecord> records, int partition) =>
        records.Where(record => record.Partition == partition).Select(record => record.Offset);

    private static async Task<List<List<LogRecord>>> TakeAsync(KafkaFeed feed, int count, int maxRecords, CancellationToken cancellationToken)
    {
        var batches = new List<List<LogRecord>>();
        for (var left = count; left > 0; left -= batches[^1].Count)
            batches.Add(await feed.NextAsync(Math.Min(maxRecords, left), Long, cancellationToken));
        return batches;
    }
}
