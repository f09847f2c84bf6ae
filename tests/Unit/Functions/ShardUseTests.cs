using Serverless.Functions;
using Serverless.Tests.Functions;

namespace Serverless.Tests.Unit.Functions;

public sealed class ShardUseTests
{
    [Fact]
    public void A_shard_without_a_batch_for_long_is_told_once()
    {
        var time = new SettableTime();
        var use = new ShardUse(time);
        use.Note([1, 2]);
        time.Advance(ShardUse.IdleAfter - TimeSpan.FromSeconds(1));
        use.Note([2]);
        Assert.Empty(use.TakeIdle());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([1], use.TakeIdle());
        Assert.Empty(use.TakeIdle());
    }
}
