using System.Numerics;

namespace Serverless.Local.Simulation.Verifying;

/// <summary>Counts durations in buckets whose width is below 1 % of what they hold. Not safe for several threads.</summary>
public sealed class LatencyHistogram
{
    // 128 buckets for each doubling: the widest is 1/128 of its lower end.
    private const int StepBits = 7;
    private const int Steps = 1 << StepBits;

    private readonly long[] _buckets = new long[(64 - StepBits + 1) * Steps];
    private long _count;
    private long _max;

    /// <summary>How many were counted.</summary>
    public long Count => _count;

    /// <summary>The greatest, exactly.</summary>
    public TimeSpan Max => TimeSpan.FromMicroseconds(_max);

    /// <summary>Counts one; negative ones, which clocks that are set back make, count as none.</summary>
    /// <param name="duration">To the microsecond.</param>
    public void Add(TimeSpan duration)
    {
        var microseconds = Math.Max(duration.Ticks / TimeSpan.TicksPerMicrosecond, 0);
        _buckets[BucketOf(microseconds)]++;
        _count++;
        _max = Math.Max(_max, microseconds);
    }

    /// <summary>The duration that this share of all does not exceed.</summary>
    /// <param name="share">0 to 1.</param>
    /// <returns>At most 1 % too much; zero if nothing was counted.</returns>
    public TimeSpan At(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        var left = Math.Max((long)Math.Ceiling(share * _count), 1);
        for (var bucket = 0; bucket < _buckets.Length; bucket++)
        {
            left -= _buckets[bucket];
            if (left <= 0)
                return TimeSpan.FromMicroseconds(Math.Min(LastOf(bucket), _max));
        }

        return TimeSpan.Zero;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_buckets);
        (_count, _max) = (0, 0);
    }

    private static int BucketOf(long value)
    {
        var shift = Math.Max(63 - BitOperations.LeadingZeroCount((ulong)value | 1) - StepBits, 0);
        return (shift * Steps) + (int)(value >> shift);
    }

    private static long LastOf(int bucket)
    {
        // Buckets below 2 · Steps hold one value each; above, each has its shift.
        var shift = Math.Max((bucket / Steps) - 1, 0);
        return (((long)(bucket - (shift * Steps)) + 1) << shift) - 1;
    }
}
