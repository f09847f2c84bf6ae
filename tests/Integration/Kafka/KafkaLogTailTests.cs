using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Kafka;

public sealed class KafkaLogTailTests
{
    [Fact]
    public async Task Each_writer_has_its_own_tail()
    {
        await using var rig = await KafkaRig.StartAsync(2);
        await rig.AppendAsync(
            KafkaRig.Record(0, "", "a@1/0:5:1.0"),
            KafkaRig.Record(0, "", "a@1/1:9:1.0"),
            KafkaRig.Record(0, "", "a@2/0:3:1.0"),
            KafkaRig.Record(0, "", "ab@1/0:77:1.0"),
            KafkaRig.Record(0, "", "no id"),
            KafkaRig.Record(0, "without"),
            KafkaRig.Record(1, "", "a@1/0:100:1.0"));

        // Whatever its generation: generations compare first when the id is used.
        Assert.Equal("a@2/0:3:1.0", await TailAsync(rig, new WriterId("a", 1, 0)));
        Assert.Equal("a@1/1:9:1.0", await TailAsync(rig, new WriterId("a", 1, 1)));
        Assert.Equal("ab@1/0:77:1.0", await TailAsync(rig, new WriterId("ab", 1, 0)));
        Assert.Null(await TailAsync(rig, new WriterId("b", 1, 0)));
    }

    [Fact]
    public async Task It_is_found_far_behind_the_end()
    {
        await using var rig = await KafkaRig.StartAsync(1);
        await rig.AppendAsync(
        [
            KafkaRig.Record(0, "", "old@1/0:1:1.0"),
            KafkaRig.Record(0, "", "old@1/0:2:1.0"),
            .. Enumerable.Range(0, 3000).Select(offset => KafkaRig.Record(0, "", $"new@1/0:{offset}:1.0")),
        ]);

        Assert.Equal("old@1/0:2:1.0", await TailAsync(rig, new WriterId("old", 1, 0)));
        Assert.Equal("new@1/0:2999:1.0", await TailAsync(rig, new WriterId("new", 1, 0)));
        Assert.Null(await TailAsync(rig, new WriterId("new", 1, 7)));
    }

    [Fact]
    public async Task An_empty_partition_and_one_of_holes_have_none()
    {
        await using var rig = await KafkaRig.StartAsync(1);
        Assert.Null(await TailAsync(rig, new WriterId("a", 1, 0)));

        await ControlBatch.WriteAsync(rig.Broker.BootstrapServers, KafkaRig.Topic, 0, rig.Token);

        Assert.Null(await TailAsync(rig, new WriterId("a", 1, 0)));
    }

    private static async Task<string?> TailAsync(KafkaRig rig, WriterId writer) => (await rig.Log.TailAsync(KafkaRig.Topic, 0, writer, rig.Token))?.ToString();
}
