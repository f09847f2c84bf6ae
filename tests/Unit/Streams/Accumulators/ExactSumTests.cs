using System.Numerics;
using System.Text.Json;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Codec;

namespace Serverless.Tests.Unit.Streams.Accumulators;

public sealed class ExactSumTests
{
    private const int Seeds = 400;

    public static TheoryData<string> Cases => [.. Tests().Select(test => test.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_sum_is_the_exact_one_rounded_once_and_taking_out_leaves_nothing_behind(string name)
    {
        var test = Tests().Single(test => test.GetProperty("name").GetString() == name);
        var values = test.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()).ToList();
        var removed = test.GetProperty("removeFirst").GetInt32();
        var sum = default(ExactSum);
        values.ForEach(value => sum.Add(value));
        values[..removed].ForEach(value => sum.Remove(value));

        Assert.Equal(test.GetProperty("sum").GetDouble(), sum.Value);
        if (removed == 0)
        {
            Assert.Equal(test.GetProperty("naiveSum").GetDouble(), values.Aggregate(0.0, (naive, value) => naive + value));
        }
    }

    [Fact]
    public void Plain_adding_would_fail() =>
        Assert.Contains(Tests(), test => test.GetProperty("sum").GetDouble() != test.GetProperty("naiveSum").GetDouble());

    [Fact]
    public void An_overflow_is_infinite_until_it_is_taken_out_again()
    {
        var sum = default(ExactSum);
        sum.Add(double.MaxValue);
        sum.Add(double.MaxValue);
        Assert.Equal(double.PositiveInfinity, sum.Value);
        sum.Remove(double.MaxValue);
        Assert.Equal(double.MaxValue, sum.Value);
        sum.Add(double.Epsilon);
        sum.Remove(double.MaxValue);
        Assert.Equal(double.Epsilon, sum.Value);
    }

    [Fact]
    public void Any_order_of_adding_taking_out_merging_and_storing_gives_the_integer_sum_rounded()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var (sums, exact, there) = (new ExactSum[2], BigInteger.Zero, new List<double>());
            for (var step = 0; step < 40; step++)
            {
                ref var sum = ref sums[random.Next(2)];
                if (there.Count > 0 && random.Next(3) == 0)
                {
                    sum.Remove(there[^1]);
                    exact -= Scaled(there[^1]);
                    there.RemoveAt(there.Count - 1);
                }
                else
                {
                    there.Add(Any(random));
                    sum.Add(there[^1]);
                    exact += Scaled(there[^1]);
                }

                sum = random.Next(4) == 0 ? Again(sum) : sum;
                var both = Again(sums[0]);
                both.Add(sums[1]);
                Assert.True(Rounded(exact).Equals(both.Value), $"seed {seed}, step {step}: {both.Value:R}, not {Rounded(exact):R}");
            }
        }
    }

    [Fact]
    public void Equal_sums_are_stored_in_equal_bytes()
    {
        var (there, back) = (default(ExactSum), default(ExactSum));
        double[] values = [1e-300, 3.25, -1e200, 12.34, 1e200, -7];
        foreach (var index in Enumerable.Range(0, values.Length))
        {
            there.Add(values[index]);
            back.Add(values[^(index + 1)]);
        }

        Assert.Equal(Bytes(there), Bytes(back));
    }

    [Fact]
    public void What_is_stored_out_of_range_is_refused()
    {
        var writer = new ByteWriter();
        writer.Bytes(new byte[600]);
        writer.Number(1);
        Assert.Throws<FormatException>(() => Read(writer.ToArray()));
    }

    private static JsonElement[] Tests() => [.. Oracle.Json("welford.json").GetProperty("cases").EnumerateArray()];

    /// <summary>Of any size that a double has, mostly of a few sizes near each other.</summary>
    private static double Any(Random random) => random.Next(4) switch
    {
        0 => BitConverter.UInt64BitsToDouble(((ulong)random.NextInt64() & 0x800F_FFFF_FFFF_FFFF) | ((ulong)random.Next(2047) << 52)),
        1 => double.Epsilon * random.Next(-9, 9),
        _ => Math.Round((random.NextDouble() - 0.5) * 1e4, random.Next(16)),
    };

    /// <summary>In units of the smallest double.</summary>
    private static BigInteger Scaled(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var (fraction, exponent) = (bits & 0xF_FFFF_FFFF_FFFF, (int)(bits >> 52) & 0x7FF);
        var size = exponent == 0 ? fraction : (BigInteger)(fraction | (1L << 52)) << (exponent - 1);
        return value < 0 ? -size : size;
    }

    private static double Rounded(BigInteger scaled)
    {
        var (size, shift) = (BigInteger.Abs(scaled), Math.Max(0, (int)BigInteger.Abs(scaled).GetBitLength() - 53));
        var (whole, rest) = (size >> shift, size & ((BigInteger.One << shift) - 1));
        var half = shift == 0 ? BigInteger.One : BigInteger.One << (shift - 1);
        whole += rest > half || (rest == half && !whole.IsEven) ? 1 : 0;
        return Math.ScaleB(scaled.Sign * (double)whole, shift - 1074);
    }

    private static ExactSum Again(ExactSum sum) => Read(Bytes(sum));

    private static byte[] Bytes(ExactSum sum)
    {
        var writer = new ByteWriter();
        sum.Write(writer);
        return writer.ToArray();
    }

    private static ExactSum Read(byte[] bytes)
    {
        var reader = new ByteReader(bytes);
        var sum = default(ExactSum);
        sum.Read(ref reader);
        Assert.True(reader.IsAtEnd);
        return sum;
    }
}
