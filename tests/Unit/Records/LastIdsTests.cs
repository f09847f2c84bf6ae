using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Records;

public sealed class LastIdsTests
{
    private readonly LastIds _ids = new();

    [Fact]
    public void What_is_not_above_the_last_id_is_a_repeat()
    {
        Assert.True(IsNew("s@1/0:5:1.0"));
        Assert.False(IsNew("s@1/0:5:1.0"));
        Assert.True(IsNew("s@1/0:5:1.1"));
        Assert.True(IsNew("s@1/0:5:2.0"));
        Assert.False(IsNew("s@1/0:4:9.0"));
        Assert.True(IsNew("s@1/0:6:1.0"));
    }

    [Fact]
    public void Generations_compare_first()
    {
        Assert.True(IsNew("s@1/0:100:1.0"));
        Assert.True(IsNew("s@2/0:0:1.0"));
        Assert.False(IsNew("s@1/0:200:1.0"));
        Assert.Equal(1, _ids.Count);
    }

    [Fact]
    public void Writers_partitions_and_topics_are_apart()
    {
        Assert.True(IsNew("s@1/0:5:1.0"));
        Assert.True(IsNew("s@1/1:5:1.0"));
        Assert.True(IsNew("r@1/0:5:1.0"));
        Assert.True(IsNew("s@1/0:5:1.0", partition: 1));
        Assert.True(IsNew("s@1/0:5:1.0", topic: "other"));
        Assert.Equal(5, _ids.Count);
    }

    [Fact]
    public void Memory_grows_with_writers_not_with_records()
    {
        for (var offset = 0; offset < 10_000; offset++)
            Assert.True(_ids.IsNew("t", 0, new OutputId(new WriterId("s", 1, offset % 4), offset, 0)));

        Assert.Equal(4, _ids.Count);
    }

    [Fact]
    public void It_is_stored_restored_and_forgotten()
    {
        Assert.True(IsNew("s@1/0:5:1.0"));
        Assert.True(IsNew("s@1/0:7:1.0", partition: 1));
        var copy = new LastIds();
        foreach (var entry in _ids.Entries)
            copy.Restore(entry);
        copy.Restore(new LastId("t", 0, Id("s@1/0:2:1.0")));

        Assert.Equal(2, copy.Count);
        Assert.False(copy.IsNew("t", 0, Id("s@1/0:5:1.0")));

        copy.Forget("t", 0);
        Assert.True(copy.IsNew("t", 0, Id("s@1/0:1:1.0")));
        Assert.False(copy.IsNew("t", 1, Id("s@1/0:7:1.0")));
    }

    private static OutputId Id(string text) => OutputId.TryParse(text, out var id) ? id : throw new ArgumentException(text);

    private bool IsNew(string id, string topic = "t", int partition = 0) => _ids.IsNew(topic, partition, Id(id));
}
