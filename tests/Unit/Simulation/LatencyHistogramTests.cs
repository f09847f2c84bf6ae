using Serverless.Local.Simulation.Verifying;

namespace Serverless.Tests.Unit.Simulation;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(1_000)]
    [InlineData(1_234_567)]
    [InlineData(987_654_321_012)]
    public void A_value_is_found_again_within_one_per_cent(long microseconds)
    {
        LatencyHistogram histogram = new();
        histogram.Add(TimeSpan.FromMicroseconds(microseconds));
        histogram.Add(TimeSpan.FromMicroseconds(microseconds * 2));

        Assert.InRange(histogram.At(0.5).TotalMicroseconds, microseconds, microseconds * 1.01);
        Assert.Equal(microseconds * 2, histogram.Max.TotalMicroseconds);
        Assert.Equal(2, histogram.Count);
    }

    [Fact]
    public void Percentiles_are_those_of_the_sorted_values()
    {
        LatencyHistogram histogram = new();
        foreach (var value in Enumerable.Range(1, 100_000))
        {
            histogram.Add(TimeSpan.FromMicroseconds(value * 10));
        }

        Assert.InRange(histogram.At(0.50).TotalMilliseconds, 500, 505);
        Assert.InRange(histogram.At(0.95).TotalMilliseconds, 950, 959.5);
        Assert.InRange(histogram.At(0.99).TotalMilliseconds, 990, 999.9);
        Assert.Equal(1_000, histogram.At(1).TotalMilliseconds);
    }

    [Fact]
    public void Nothing_counted_is_zero()
    {
        LatencyHistogram histogram = new();
        histogram.Add(TimeSpan.FromSeconds(1));
        histogram.Clear();

        Assert.Equal((0, TimeSpan.Zero, TimeSpan.Zero), (histogram.Count, histogram.At(0.99), histogram.Max));
    }

    [Fact]
    public void A_clock_set_back_counts_as_no_time()
    {
        LatencyHistogram histogram = new();
        histogram.Add(TimeSpan.FromSeconds(-1));

        Assert.Equal((1, TimeSpan.Zero), (histogram.Count, histogram.Max));
    }
}
