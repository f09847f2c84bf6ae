using Serverless.Durable.Ports;

namespace Serverless.Tests.Integration.Kafka;

public sealed class KafkaLogReadTests
{
    [Fact]
    public async Task A_range_is_read_in_pieces_up_to_the_end()
    {
        await using var rig = await KafkaRig.StartAsync(1);
        await rig.AppendAsync(KafkaRig.Numbered(0, 0, 250));

        var values = new List<string>();
        var next = 5L;
        var pieces = 0;
        LogSlice slice;
        do
        {
            slice = await rig.Log.ReadAsync(KafkaRig.Topic, 0, next, 100, TimeSpan.Zero, rig.Token);
            values.AddRange(slice.Records.Select(KafkaRig.Text));
            next = slice.Next;
            pieces++;
        }
        while (slice.Next < slice.End);

        Assert.Equal(3, pieces);
        Assert.Equal(Enumerable.Range(5, 245).Select(number => $"{number}"), values);
        Assert.Equal(250, slice.End);
    }

    [Fact]
    public async Task The_end_that_is_told_is_the_one_of_this_moment()
    {
        await using var rig = await KafkaRig.StartAsync(1);
        await rig.AppendAsync(KafkaRig.Numbered(0, 0, 10));
        var first = await rig.Log.ReadAsync(KafkaRig.Topic, 0, 0, 5, TimeSpan.Zero, rig.Token);
        Assert.Equal((5, 10), (first.Next, first.End));

        // The reader has read ahead up to 10 and knows nothing of these yet.
        await rig.AppendAsync(KafkaRig.Numbered(0, 10, 10));
        var second = await rig.Log.ReadAsync(KafkaRig.Topic, 0, 5, 5, TimeSpan.Zero, rig.Token);

        Assert.Equal((10, 20), (second.Next, second.End));
    }

    [Fact]
    public async Task At_the_end_it_answers_at_once_or_waits_for_a_first_record()
    {
        await using var rig = await KafkaRig.StartAsync(1);

        var none = await rig.Log.ReadAsync(KafkaRig.Topic, 0, 0, 10, TimeSpan.Zero, rig.Token);
        Assert.Empty(none.Records);
        Assert.Equal((0, 0), (none.Next, none.End));

        var wait = rig.Log.ReadAsync(KafkaRig.Topic, 0, 0, 10, TimeSpan.FromMinutes(1), rig.Token).AsTask();
        await rig.AppendAsync(KafkaRig.Numbered(0, 0, 1));
        var one = await wait;
        Assert.Equal("0", KafkaRig.Text(one.Records[0]));
        Assert.Equal(1, one.Next);

        var ended = await rig.Log.ReadAsync(KafkaRig.Topic, 0, 1, 10, TimeSpan.FromMilliseconds(30), rig.Token);
        Assert.Empty(ended.Records);
        Assert.Equal((1, 1), (ended.Next, ended.End));
    }

    [Fact]
    public async Task More_waits_than_readers_all_get_their_record()
    {
        await using var rig = await KafkaRig.StartAsync(6, settings => settings with { Readers = 2 });
        var waits = Enumerable.Range(0, 6)
            .Select(partition => rig.Log.ReadAsync(KafkaRig.Topic, partition, 0, 10, TimeSpan.FromMinutes(1), rig.Token).AsTask()).ToList();

        await rig.AppendAsync([.. Enumerable.Range(0, 6).Select(partition => KafkaRig.Record(partition, $"{partition}"))]);

        for (var partition = 0; partition < 6; partition++)
            Assert.Equal($"{partition}", KafkaRig.Text((await waits[partition]).Records[0]));
    }

    [Fact]
    public async Task A_hole_ends_by_position()
    {
        await using var rig = await KafkaRig.StartAsync(1);
        await rig.AppendAsync(KafkaRig.Numbered(0, 0, 2));
        await ControlBatch.WriteAsync(rig.Broker.BootstrapServers, KafkaRig.Topic, 0, rig.Token);
        await rig.AppendAsync(KafkaRig.Numbered(0, 3, 1));
        await ControlBatch.WriteAsync(rig.Broker.BootstrapServers, KafkaRig.Topic, 0, rig.Token);
        await ControlBatch.WriteAsync(rig.Broker.BootstrapServers, KafkaRig.Topic, 0, rig.Token);

        var all = await rig.Log.ReadAsync(KafkaRig.Topic, 0, 0, 100, TimeSpan.Zero, rig.Token);
        Assert.Equal([0, 1, 3], all.Records.Select(record => record.Offset));
        Assert.Equal((6, 6), (all.Next, all.End));

        var hole = await rig.Log.ReadAsync(KafkaRig.Topic, 0, 4, 100, TimeSpan.Zero, rig.Token);
        Assert.Empty(hole.Records);
        Assert.Equal(6, hole.Next);
    }

    [Fact]
    public async Task What_retention_has_taken_is_said_and_never_passed_over()
    {
        await using var rig = await KafkaRig.StartAsync(1, settings => settings with { Compression = "none" });
        var large = new string('x', 900_000);
        await using var writer = rig.Log.OpenWriter();
        for (var number = 0; number < 8; number++)
            await writer.AppendAsync([KafkaRig.Record(0, large)], rig.Token);

        var bounds = await rig.Log.BoundsAsync(KafkaRig.Topic, 0, rig.Token);
        Assert.True(bounds.Start > 0 && bounds.End == 8);
        var failure = await Assert.ThrowsAsync<LogException>(() => rig.Log.ReadAsync(KafkaRig.Topic, 0, 0, 10, TimeSpan.Zero, rig.Token).AsTask());
        Assert.True(failure.IsFatal);
        Assert.Equal(
            $"Topic t, partition 0: offset 0 is wanted, but the log starts at {bounds.Start}: retention has taken {bounds.Start} offsets.",
            failure.Message);
    }

    [Fact]
    public async Task An_offset_above_the_end_is_a_log_that_has_lost_records()
    {
        await using var rig = await KafkaRig.StartAsync(1);

        var failure = await Assert.ThrowsAsync<LogException>(() => rig.Log.ReadAsync(KafkaRig.Topic, 0, 7, 10, TimeSpan.Zero, rig.Token).AsTask());

        Assert.True(failure.IsFatal);
        Assert.Contains("the log ends at 0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Topics_are_counted_and_not_created_by_asking()
    {
        await using var rig = await KafkaRig.StartAsync(3);

        Assert.Equal(3, await rig.Log.PartitionsAsync(KafkaRig.Topic, rig.Token));
        Assert.Equal(0, await rig.Log.PartitionsAsync("absent", rig.Token));
        Assert.Equal(0, await rig.Log.PartitionsAsync("absent", rig.Token));
        var failure = await Assert.ThrowsAsync<LogException>(() => rig.Log.ReadAsync("absent", 0, 0, 10, TimeSpan.Zero, rig.Token).AsTask());
        Assert.Contains("There is no such topic or partition", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, await rig.Log.PartitionsAsync("absent", rig.Token));
    }

    [Fact]
    public async Task Reading_goes_on_when_the_broker_comes_back()
    {
        await using var rig = await KafkaRig.StartAsync(1);
        await rig.AppendAsync(KafkaRig.Numbered(0, 0, 20));
        Assert.Equal(10, (await rig.Log.ReadAsync(KafkaRig.Topic, 0, 0, 10, TimeSpan.Zero, rig.Token)).Next);

        rig.Broker.Faults.Down();
        rig.Broker.Faults.Up();

        Assert.Equal(20, (await rig.ReadAllAsync(0)).Count);
    }
}
