using Serverless.Local.Simulation.Random;

namespace Serverless.Tests.Unit.Simulation;

public sealed class DrawsTests
{
    [Fact]
    public void SplitMix_counts_and_finishes_as_published()
    {
        ulong[] first = [SplitMix.Finish(SplitMix.Step), SplitMix.Finish(unchecked(2 * SplitMix.Step)), SplitMix.Finish(unchecked(3 * SplitMix.Step))];

        Assert.Equal([16294208416658607535, 7960286522194355700, 487617019471545679], first);
    }

    [Fact]
    public void Each_part_of_a_draws_address_matters()
    {
        HashSet<ulong> drawn = [];
        foreach (var (seed, purpose, entity, day, index) in new[] { (1, 1, 1, 1, 1), (2, 1, 1, 1, 1), (1, 2, 1, 1, 1), (1, 1, 2, 1, 1), (1, 1, 1, 2, 1), (1, 1, 1, 1, 2) })
        {
            drawn.Add(Draws.For((ulong)seed, (Purpose)purpose, entity, day, index).Next());
        }

        Assert.Equal(6, drawn.Count);
        Assert.Equal(Draws.For(7, Purpose.Payment, 1, 2, 3).Next(), Draws.For(7, Purpose.Payment, 1, 2, 3).Next());
    }

    [Fact]
    public void Uniform_stays_in_its_range_and_has_its_moments()
    {
        var (mean, variance) = Moments(draws => draws.Uniform(2, 4));

        Assert.Equal(3, mean, 0.01);
        Assert.Equal(1.0 / 3, variance, 0.01);
    }

    [Fact]
    public void Below_reaches_every_number_and_no_other()
    {
        var draws = Draws.For(1, Purpose.Customer);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[draws.Below(7)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void Normal_has_its_moments()
    {
        var (mean, variance) = Moments(draws => draws.Normal(10, 3));

        Assert.Equal(10, mean, 0.05);
        Assert.Equal(9, variance, 0.15);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(4)]
    [InlineData(60)]
    public void Poisson_has_its_moments(double lambda)
    {
        Poisson distribution = new(lambda);

        var (mean, variance) = Moments(draws => draws.Poisson(distribution));

        Assert.Equal(lambda, mean, 0.01 + (0.01 * lambda));
        Assert.Equal(lambda, variance, 0.01 + (0.03 * lambda));
    }

    [Fact]
    public void Poisson_by_inversion_agrees_with_its_probabilities()
    {
        Poisson distribution = new(2);

        // e^-2 = 0.13534, and with the next terms 0.40601, 0.67668.
        Assert.Equal([0, 1, 1, 2, 2, 3], new[] { 0.1353, 0.1354, 0.4060, 0.4061, 0.6766, 0.6767 }.Select(distribution.Invert));
        Assert.InRange(distribution.Invert(1 - (1.0 / (1UL << 53))), 10, 40);
    }

    private static (double Mean, double Variance) Moments(Func<Draws, double> draw)
    {
        const int Count = 100_000;
        var (sum, squares) = (0.0, 0.0);
        for (var entity = 0; entity < Count; entity++)
        {
            var value = draw(Draws.For(42, Purpose.Payment, entity));
            sum += value;
            squares += value * value;
        }

        var mean = sum / Count;
        return (mean, (squares / Count) - (mean * mean));
    }
}
