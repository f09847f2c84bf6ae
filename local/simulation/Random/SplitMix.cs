namespace Serverless.Local.Simulation.Random;

/// <summary>SplitMix64: a counter and a finaliser (Steele, Lea, Flood). Only whole-number arithmetic: the same bits on every platform.</summary>
public static class SplitMix
{
    /// <summary>What the counter grows by: 2^64 divided by the golden ratio, made odd.</summary>
    public const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>The finaliser: spreads every bit of a counter over all bits of the result.</summary>
    /// <param name="counter">Any number.</param>
    public static ulong Finish(ulong counter)
    {
        unchecked
        {
            counter = (counter ^ (counter >> 30)) * 0xBF58476D1CE4E5B9;
            counter = (counter ^ (counter >> 27)) * 0x94D049BB133111EB;
            return counter ^ (counter >> 31);
        }
    }

    /// <summary>Folds one more number into a hash.</summary>
    /// <param name="hash">The hash so far.</param>
    /// <param name="value">What is folded in; the order matters.</param>
    public static ulong Fold(ulong hash, long value) => Finish(unchecked((hash ^ (ulong)value) + Step));
}
