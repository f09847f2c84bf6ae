using Serverless.Durable.Ports;
using Serverless.Local.Emulators;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Kafka;

public sealed class KafkaLogWriterTests
{
    // 6 not leader, 7 timed out, 19 too few replicas, -195 the connection breaks: all of them are tried again by the client.
    private static readonly int[] Passing = [6, 7, 0, 19, -195, 7, 0, 0, 6, -195];

    [Fact]
    public async Task Appends_of_several_callers_stand_whole_and_in_order_whatever_the_broker_answers()
    {
        await using var rig = await KafkaRig.StartAsync(2);
        await using var writer = rig.Log.OpenWriter();
        rig.Broker.Faults.Answer(BrokerRequest.Produce, Passing);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async caller =>
        {
            for (var from = 0; from < 200; from += 20)
                await writer.AppendAsync([.. KafkaRig.Numbered(0, from, 20, $"{caller}:"), .. KafkaRig.Numbered(1, from, 20, $"{caller}:")], rig.Token);
        }));

        for (var partition = 0; partition < 2; partition++)
        {
            var values = (await rig.ReadAllAsync(partition)).Select(KafkaRig.Text).ToList();
            Assert.Equal(4 * 200, values.Count);
            for (var caller = 0; caller < 4; caller++)
            {
                var own = values.Where(value => value.StartsWith($"{caller}:", StringComparison.Ordinal));
                Assert.Equal(Enumerable.Range(0, 200).Select(number => $"{caller}:{number}"), own);
            }

            // A call's records stay together.
            Assert.All(values.Chunk(20), chunk => Assert.Single(chunk.Select(value => value[0]).Distinct()));
        }
    }

    [Fact]
    public async Task After_a_refusal_the_writer_is_dead_and_what_stands_in_the_log_has_no_gap()
    {
        await using var rig = await KafkaRig.StartAsync(1);
        await using var writer = rig.Log.OpenWriter();
        await writer.AppendAsync(KafkaRig.Numbered(0, 0, 10), rig.Token);
        // 29: not authorized, which no retry helps.
        rig.Broker.Faults.Answer(BrokerRequest.Produce, 29);

        var calls = Enumerable.Range(1, 5).Select(call => writer.AppendAsync(KafkaRig.Numbered(0, call * 10, 10), rig.Token).AsTask()).ToArray();
        foreach (var call in calls)
            await Assert.ThrowsAsync<LogException>(() => call);

        Assert.True(writer.IsDead);
        var later = await Assert.ThrowsAsync<LogException>(() => writer.AppendAsync(KafkaRig.Numbered(0, 90, 1), rig.Token).AsTask());
        Assert.Contains("given up", later.Message, StringComparison.Ordinal);
        await writer.DisposeAsync();
        var values = (await rig.ReadAllAsync(0)).Select(KafkaRig.Text).ToList();
        Assert.Equal(Enumerable.Range(0, values.Count).Select(number => $"{number}"), values);

        await using var next = rig.Log.OpenWriter();
        await next.AppendAsync(KafkaRig.Numbered(0, 100, 5), rig.Token);
        Assert.Equal(values.Count + 5, (await rig.ReadAllAsync(0)).Count);
    }

    [Fact]
    public async Task What_no_broker_takes_within_the_deadline_fails()
    {
        await using var rig = await KafkaRig.StartAsync(1, settings => settings with { DeliveryDeadline = TimeSpan.FromSeconds(1) });
        await using var writer = rig.Log.OpenWriter();
        rig.Broker.Faults.Down();

        var failure = await Assert.ThrowsAsync<LogException>(() => writer.AppendAsync(KafkaRig.Numbered(0, 0, 1), rig.Token).AsTask());

        Assert.Contains("within 1 s", failure.Message, StringComparison.Ordinal);
        Assert.True(writer.IsDead);
        rig.Broker.Faults.Up();
    }

    [Fact]
    public async Task A_cancelled_append_leaves_a_dead_writer()
    {
        await using var rig = await KafkaRig.StartAsync(1);
        await using var writer = rig.Log.OpenWriter();
        rig.Broker.Faults.Down();
        using var cancel = new CancellationTokenSource();

        var append = writer.AppendAsync(KafkaRig.Numbered(0, 0, 1), cancel.Token).AsTask();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append);
        Assert.True(writer.IsDead);
        rig.Broker.Faults.Up();
    }

    [Fact]
    public async Task A_record_that_is_too_large_is_refused_before_anything_is_sent()
    {
        await using var rig = await KafkaRig.StartAsync(1, settings => settings with { MaxRecordBytes = 2000 });
        await using var writer = rig.Log.OpenWriter();
        OutgoingRecord[] records = [KafkaRig.Record(0, "small"), KafkaRig.Record(0, new string('x', 2000))];

        var failure = await Assert.ThrowsAsync<LogException>(() => writer.AppendAsync(records, rig.Token).AsTask());

        Assert.True(failure.IsFatal);
        Assert.Contains("A record for topic t takes 2128 bytes, more than the 2000 allowed", failure.Message, StringComparison.Ordinal);
        Assert.False(writer.IsDead);
        await writer.AppendAsync([KafkaRig.Record(0, new string('y', 1800))], rig.Token);
        Assert.Single(await rig.ReadAllAsync(0));
    }

    [Fact]
    public async Task A_topic_that_does_not_exist_is_said_and_not_created()
    {
        await using var rig = await KafkaRig.StartAsync(1, settings => settings with
        {
            Properties = new Dictionary<string, string> { ["topic.metadata.propagation.max.ms"] = "50" },
        });
        await using var writer = rig.Log.OpenWriter();
        var record = new OutgoingRecord { Topic = "nowhere", Partition = 0, Value = new byte[] { 1 } };

        var failure = await Assert.ThrowsAsync<LogException>(() => writer.AppendAsync([record], rig.Token).AsTask());

        Assert.Contains("There is no such topic or partition", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nowhere", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, await rig.Log.PartitionsAsync("nowhere", rig.Token));
    }

    [Fact]
    public async Task Keys_values_and_headers_arrive_as_they_were_sent()
    {
        await using var rig = await KafkaRig.StartAsync(1);
        var backing = new byte[] { 9, 1, 2, 3, 9 };

        await rig.AppendAsync(
            new OutgoingRecord
            {
                Topic = KafkaRig.Topic,
                Partition = 0,
                Key = [5],
                Value = new byte[] { 6 },
                Headers = [new RecordHeader("a", backing.AsMemory(1, 3)), new RecordHeader("b", default)],
            },
            new OutgoingRecord { Topic = KafkaRig.Topic, Partition = 0, Value = default });

        var records = await rig.ReadAllAsync(0);
        Assert.Equal([5], records[0].Key.ToArray());
        Assert.Equal([6], records[0].Value.ToArray());
        Assert.Equal(["a", "b"], records[0].Headers.Select(header => header.Name));
        Assert.Equal([1, 2, 3], records[0].Headers[0].Value.ToArray());
        Assert.True(records[0].Headers[1].Value.IsEmpty);
        Assert.True(records[1].Key.IsEmpty && records[1].Value.IsEmpty && records[1].Headers.Count == 0);
        Assert.Equal(KafkaRig.Topic, records[0].Topic);
        Assert.True(records[0].Timestamp > 0);
    }
}
