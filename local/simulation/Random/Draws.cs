namespace Serverless.Local.Simulation.Random;

/// <summary>
/// Counter-based randomness: each draw is a function of (seed, purpose, entity, day, index, number of the draw), and of nothing drawn before for
/// anybody else. So any part of the world can be made alone, in any order and on any thread.
/// </summary>
internal struct Draws
{
    private const int UniformsPerNormal = 12;
    private const double UnitsPerOne = 1UL << 53;

    private ulong _counter;

    private Draws(ulong counter) => _counter = counter;

    /// <summary>The draws of one thing.</summary>
    public static Draws For(ulong seed, Purpose purpose, long entity = 0, long day = 0, long index = 0) =>
        new(SplitMix.Fold(SplitMix.Fold(SplitMix.Fold(SplitMix.Fold(SplitMix.Finish(seed), (long)purpose), entity), day), index));

    /// <summary>64 random bits.</summary>
    public ulong Next() => SplitMix.Finish(unchecked(_counter += SplitMix.Step));

    /// <summary>In [0, 1), a multiple of 2^-53.</summary>
    public double Uniform() => (Next() >> 11) / UnitsPerOne;

    /// <summary>In [from, to).</summary>
    public double Uniform(double from, double to) => from + ((to - from) * Uniform());

    /// <summary>A whole number in [0, count).</summary>
    public int Below(int count) => (int)Below((long)count);

    /// <summary>A whole number in [0, count).</summary>
    public long Below(long count) => (long)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>Whether something of this probability happens.</summary>
    public bool Happens(double probability) => Uniform() < probability;

    /// <summary>
    /// Normally distributed, as the sum of twelve uniforms less six: logarithm and cosine differ in the last bit between platforms, sums do not.
    /// It never lies more than six standard deviations from the mean.
    /// </summary>
    public double Normal(double mean, double deviation)
    {
        var sum = 0.0;
        for (var count = 0; count < UniformsPerNormal; count++)
        {
            sum += Uniform();
        }

        return mean + (deviation * (sum - (UniformsPerNormal / 2)));
    }

    /// <summary>Poisson distributed, by inversion of one uniform.</summary>
    /// <param name="distribution">The distribution, made once per mean.</param>
    public int Poisson(Poisson distribution) => distribution.Invert(Uniform());
}
