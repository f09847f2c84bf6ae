using Serverless.Streams.Fold;

namespace Serverless.Tests.Unit.Streams.Fold;

public sealed class UniqueIdsTests
{
    private readonly UniqueIds _ids = new(longest: 100_000);

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

    [Fact]
    public void Ids_are_known_exactly_as_long_as_the_horizon_says_whatever_the_order()
    {
        var random = new Random(7);
        var known = new Dictionary<string, long>(StringComparer.Ordinal);
        var watermark = -5_000L;
        for (var step = 0; step < 20_000; step++)
        {
            var (id, horizon) = ($"id-{random.Next(500)}", watermark + random.Next(1, 100_000));
            Assert.Equal(known.TryAdd(id, horizon), _ids.Add(0, id, horizon));
            watermark += random.Next(60);
            _ids.Forget(watermark);
            foreach (var passed in known.Where(each => each.Value <= watermark).Select(each => each.Key).ToList())
            {
                known.Remove(passed);
            }

            if (step % 1_000 == 0)
            {
                Assert.Equal(known.OrderBy(each => each.Key), _ids.All.Select(each => KeyValuePair.Create(each.Id, each.Horizon)).OrderBy(each => each.Key));
            }
        }
    }

    private IEnumerable<string> Written(bool all)
    {
        var (writer, reader) = (new StateWriter(), new StateReader());
        _ids.Write(writer, all);
        reader.Add(writer.Close());
        return reader.Ids.Select(id => id.Id).Order(StringComparer.Ordinal);
    }
}
