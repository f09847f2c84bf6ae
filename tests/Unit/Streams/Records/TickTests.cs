using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Records;

public sealed class TickTests
{
    internal static Tick Full { get; } = new(
        1_700_000_000_000,
        [new OriginId(ulong.MaxValue, 3, 9), new OriginId(1, 0, 0)],
        [new Activation("card-fraud", 7, "2", new string('a', 64)), new Activation("ümlaut", long.MaxValue, "", "")]);

    [Fact]
    public void A_tick_is_read_back()
    {
        var again = Tick.Parse(Full.ToBytes());
        Assert.Equal(Full.Time, again.Time);
        Assert.Equal(Full.Idle.ToArray(), again.Idle.ToArray());
        Assert.Equal(Full.Rollout.ToArray(), again.Rollout.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void A_tick_that_says_only_the_time_is_read_back(long time)
    {
        var again = Tick.Parse(new Tick(time, [], []).ToBytes());
        Assert.Equal((time, 0, 0), (again.Time, again.Idle.Length, again.Rollout.Length));
    }
}
