using Confluent.Kafka;
using Serverless.Kafka;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Kafka;

public sealed class EffectivelyOnceReaderTests
{
    [Fact]
    public async Task Repeats_are_left_out_per_writer_and_the_rest_passes()
    {
        await using var rig = await KafkaRig.StartAsync(1);
        await rig.AppendAsync(
            KafkaRig.Record(0, "a1", "s@1/0:1:1.0"),
            KafkaRig.Record(0, "b9", "s@1/1:9:1.0"),
            KafkaRig.Record(0, "a2", "s@1/0:1:2.0"),
            KafkaRig.Record(0, "repeat", "s@1/0:1:1.0"),
            KafkaRig.Record(0, "repeat", "s@1/0:1:2.0"),
            KafkaRig.Record(0, "b10", "s@1/1:10:1.0"),
            KafkaRig.Record(0, "foreign"),
            KafkaRig.Record(0, "next generation", "s@2/0:0:1.0"),
            KafkaRig.Record(0, "repeat", "s@1/0:5:1.0"),
            KafkaRig.Record(0, "last", "s@2/0:0:1.1"));
        using var consumer = Consumer(rig);
        var reader = new EffectivelyOnceReader<Ignore, string>(consumer);

        var read = Enumerable.Range(0, 7).Select(_ => reader.Consume(rig.Token)).ToList();

        Assert.Equal(["a1", "b9", "a2", "b10", "foreign", "next generation", "last"], read.Select(each => each.Result.Message.Value));
        Assert.Null(read[4].Id);
        Assert.Equal("s@2/0:0:1.1", read[6].Id.ToString());
        Assert.Equal(3, reader.Repeats);
        Assert.Equal(2, reader.LastIds.Count);
    }

    [Fact]
    public async Task Stored_last_ids_carry_the_rule_over_a_restart()
    {
        await using var rig = await KafkaRig.StartAsync(1);
        await rig.AppendAsync(KafkaRig.Record(0, "one", "s@1/0:1:1.0"), KafkaRig.Record(0, "two", "s@1/0:2:1.0"));
        List<LastId> stored;
        using (var consumer = Consumer(rig))
        {
            var reader = new EffectivelyOnceReader<Ignore, string>(consumer);
            reader.Consume(rig.Token);
            stored = [.. reader.LastIds.Entries];
        }

        var lastIds = new LastIds();
        stored.ForEach(lastIds.Restore);
        using var again = Consumer(rig);
        Assert.Equal("two", new EffectivelyOnceReader<Ignore, string>(again, lastIds).Consume(rig.Token).Result.Message.Value);
    }

    private static IConsumer<Ignore, string> Consumer(KafkaRig rig)
    {
        var config = new ConsumerConfig { BootstrapServers = rig.Broker.BootstrapServers, GroupId = "reader", FetchWaitMaxMs = 1 };
        var consumer = new ConsumerBuilder<Ignore, string>(config).Build();
        consumer.Assign(new TopicPartitionOffset(KafkaRig.Topic, 0, 0));
        return consumer;
    }
}
