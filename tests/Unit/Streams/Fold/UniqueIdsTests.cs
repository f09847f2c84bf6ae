using Serverless.Streams.Fold;

namespace Serverless.Tests.Unit.Streams.Fold;

public sealed class UniqueIdsTests
{
    private readonly UniqueIds _ids = new();

    [Fact]
    public void An_id_is_remembered_until_the_watermark_reaches_its_horizon()
    {
        Assert.True(_ids.Add(0, "a", 100));
        _ids.Forget(99);
        Assert.False(_ids.Add(0, "a", 100));
        _ids.Forget(100);
        Assert.Equal(0, _ids.Count);
        Assert.True(_ids.Add(0, "a", 200));
    }

    [Fact]
    public void Sources_do_not_share_ids()
    {
        Assert.True(_ids.Add(0, "a", 100));
        Assert.True(_ids.Add(1, "a", 100));
    }

    [Fact]
    public void The_horizon_of_the_first_copy_holds()
    {
        _ids.Add(0, "a", 100);
        Assert.False(_ids.Add(0, "a", 500));
        _ids.Forget(100);
        Assert.Equal(0, _ids.Count);
    }

    [Fact]
    public void What_was_settled_is_in_no_delta_and_all_is_in_a_snapshot()
    {
        _ids.Add(0, "a", 100);
        _ids.Settle();
        _ids.Add(0, "b", 300);
        _ids.Add(0, "c", 50);
        _ids.Forget(60);

        Assert.Equal(["b"], Written(all: false));
        Assert.Equal(["a", "b"], Written(all: true));
    }

    [Fact]
    public void What_the_watermark_has_passed_is_not_loaded()
    {
        _ids.Load(0, "a", 100, watermark: 100);
        _ids.Load(0, "b", 101, watermark: 100);
        Assert.True(_ids.Add(0, "a", 200));
        Assert.False(_ids.Add(0, "b", 200));
    }

    private IEnumerable<string> Written(bool all)
    {
        var (writer, reader) = (new StateWriter(), new StateReader());
        _ids.Write(writer, all);
        reader.Add(writer.Close());
        return reader.Ids.Select(id => id.Id).Order(StringComparer.Ordinal);
    }
}
