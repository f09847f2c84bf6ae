namespace Serverless.Local.Testing;

/// <summary>A clock that events move. Who waits on it is not kept waiting.</summary>
internal sealed class TestTime : TimeProvider
{
    private long _now = DateTimeOffset.UnixEpoch.ToUnixTimeMilliseconds();

    public void Pass(long time) => _now = Math.Max(_now, time);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(_now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _now += (long)Math.Max(0, dueTime.TotalMilliseconds);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
