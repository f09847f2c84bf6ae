namespace Serverless.Tests.Integration.Kafka;

public sealed class KafkaLogOffsetTests
{
    [Fact]
    public async Task A_group_has_none_until_it_commits_and_groups_are_apart()
    {
        await using var rig = await KafkaRig.StartAsync(2);

        Assert.Null(await rig.Log.CommittedAsync("one", KafkaRig.Topic, 0, rig.Token));
        await rig.Log.CommitAsync("one", KafkaRig.Topic, 0, 17, rig.Token);
        await rig.Log.CommitAsync("two", KafkaRig.Topic, 0, 4, rig.Token);

        Assert.Equal(17, await rig.Log.CommittedAsync("one", KafkaRig.Topic, 0, rig.Token));
        Assert.Null(await rig.Log.CommittedAsync("one", KafkaRig.Topic, 1, rig.Token));
        Assert.Equal(4, await rig.Log.CommittedAsync("two", KafkaRig.Topic, 0, rig.Token));
        await rig.Log.CommitAsync("one", KafkaRig.Topic, 0, 0, rig.Token);
        Assert.Equal(0, await rig.Log.CommittedAsync("one", KafkaRig.Topic, 0, rig.Token));
    }

    [Fact]
    public async Task Commits_at_the_same_time_all_stand()
    {
        await using var rig = await KafkaRig.StartAsync(8);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async partition =>
        {
            for (var offset = 1; offset <= 20; offset++)
                await rig.Log.CommitAsync("group", KafkaRig.Topic, partition, offset, rig.Token);
        }));

        for (var partition = 0; partition < 8; partition++)
            Assert.Equal(20, await rig.Log.CommittedAsync("group", KafkaRig.Topic, partition, rig.Token));
    }
}
