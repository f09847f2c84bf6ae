namespace Serverless.Local.Simulation.Random;

/// <summary>The Poisson distribution of one mean, of at most <see cref="GreatestMean"/>.</summary>
internal readonly struct Poisson
{
    /// <summary>Far above what a customer pays a day; e^-λ is still exact enough here.</summary>
    public const double GreatestMean = 64;

    private readonly double _mean;
    private readonly double _none;

    public Poisson(double mean)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mean);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mean, GreatestMean);
        _mean = mean;
        _none = 1 / Exponential(mean);
    }

    /// <summary>The smallest count whose cumulative probability lies above <paramref name="uniform"/>.</summary>
    public int Invert(double uniform)
    {
        var probability = _none;
        var cumulative = probability;
        var count = 0;

        // Past the point where the terms vanish the sum no longer grows, though rounding may have left it below the uniform.
        while (uniform >= cumulative && probability > 0)
        {
            count++;
            probability *= _mean / count;
            var next = cumulative + probability;
            if (next == cumulative && count > _mean)
                break;
            cumulative = next;
        }

        return count;
    }

    // The series of e^x: all terms are positive, so nothing cancels. Math.Exp may differ in the last bit between platforms.
    private static double Exponential(double x)
    {
        var sum = 1.0;
        var term = 1.0;
        for (var index = 1; ; index++)
        {
            term *= x / index;
            var next = sum + term;
            if (next == sum)
                return sum;
            sum = next;
        }
    }
}
