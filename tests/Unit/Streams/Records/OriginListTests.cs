using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Records;

public sealed class OriginListTests
{
    internal static OriginList Full { get; } = new([new OriginTopic(1, 1, 2), new OriginTopic(ulong.MaxValue, 300, 8)]);

    [Fact]
    public void A_list_is_read_back() => Assert.Equal(Full.Topics.ToArray(), OriginList.Parse(Full.ToBytes()).Topics.ToArray());

    [Fact]
    public void A_list_that_would_fill_the_memory_is_refused() =>
        Assert.Throws<FormatException>(() => OriginList.Parse(new OriginList([new OriginTopic(1, 1, int.MaxValue)]).ToBytes()));

    [Fact]
    public void An_empty_list_is_read_back() => Assert.Empty(OriginList.Parse(new OriginList([]).ToBytes()).Topics);

    [Theory]
    [InlineData(1, 2, 1, 4, 1, 4)]
    [InlineData(1, 4, 1, 2, 1, 4)]
    [InlineData(1, 4, 2, 1, 2, 1)]
    [InlineData(2, 1, 1, 4, 2, 1)]
    public void Epochs_come_before_partitions(long epoch, int partitions, long otherEpoch, int otherPartitions, long expectedEpoch, int expectedPartitions)
    {
        var united = new OriginList([new OriginTopic(5, epoch, partitions)]).With(new OriginList([new OriginTopic(5, otherEpoch, otherPartitions)]));
        Assert.Equal([new OriginTopic(5, expectedEpoch, expectedPartitions)], united.Topics.ToArray());
    }

    [Fact]
    public void Other_topics_are_added() =>
        Assert.Equal([1UL, ulong.MaxValue, 9], Full.With(new OriginList([new OriginTopic(9, 1, 1)])).Topics.Select(topic => topic.Topic));

    [Theory]
    [InlineData(1, 0, 1, true)]
    [InlineData(1, 1, 1, true)]
    [InlineData(1, 2, 1, false)]
    [InlineData(1, 0, 2, false)]
    [InlineData(2, 0, 1, false)]
    public void A_list_names_the_partitions_of_its_epochs(ulong topic, int partition, long epoch, bool isNamed) =>
        Assert.Equal(isNamed, Full.Names(new OriginId(topic, partition, epoch)));
}
