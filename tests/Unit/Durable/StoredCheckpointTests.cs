using Serverless.Durable.Ports;

namespace Serverless.Tests.Unit.Durable;

/// <summary>Accepted iff from ≤ position &lt; to, the deploy revision is not lower, and it has not expired.</summary>
public sealed class StoredCheckpointTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly StoredCheckpoint _stored = new(100, ["old"], new byte[] { 1 }, 5);

    [Theory]
    [InlineData(100, 101, 5, 1, true)]
    [InlineData(0, 101, 5, 1, true)]
    [InlineData(40, 200, 6, 1, true)]
    [InlineData(101, 200, 5, 1, false)]
    [InlineData(100, 100, 5, 1, false)]
    [InlineData(0, 99, 5, 1, false)]
    [InlineData(0, 101, 4, 1, false)]
    [InlineData(0, 101, 5, 0, false)]
    [InlineData(0, 101, 5, -1, false)]
    public void An_offer_is_taken_whole_or_is_a_no_op(long from, long to, long revision, int secondsLeft, bool isTaken)
    {
        var save = new Save(from, to, ["new"], new byte[] { 2 }, revision, Now.AddSeconds(secondsLeft));
        var after = _stored.Apply(save, Now);
        if (!isTaken)
        {
            Assert.Same(_stored, after);
            return;
        }

        Assert.Equal((to, "new", 2, revision), (after.Position, Assert.Single(after.Segments), after.Inline.Span[0], after.DeployRevision));
    }

    [Fact]
    public void A_repeat_of_an_offer_that_was_taken_is_a_no_op()
    {
        var save = new Save(0, 101, ["new"], default, 5, Now.AddSeconds(1));
        var once = _stored.Apply(save, Now);
        Assert.Same(once, once.Apply(save, Now));
    }

    [Fact]
    public void Offers_lead_to_the_same_end_in_any_order_and_with_any_repeats()
    {
        Save[] saves = [.. Enumerable.Range(1, 4).Select(to => new Save(0, to, [$"{to}"], default, 1, Now.AddSeconds(1)))];
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var end = Enumerable.Range(0, 30).Select(_ => saves[random.Next(4)]).Append(saves[3]).Append(saves[0])
                .Aggregate(StoredCheckpoint.None, (stored, save) => stored.Apply(save, Now));
            Assert.True((end.Position, end.Segments[0]) == (4, "4"), $"seed {seed}: {end}");
        }
    }
}
