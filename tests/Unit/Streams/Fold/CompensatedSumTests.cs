using System.Text.Json;
using Serverless.Streams.Fold;

namespace Serverless.Tests.Unit.Streams.Fold;

public sealed class CompensatedSumTests
{
    public static TheoryData<string> Cases => [.. Tests().Select(test => test.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_sum_is_the_exact_one_rounded_once(string name)
    {
        var test = Tests().Single(test => test.GetProperty("name").GetString() == name);
        var (sum, naive) = (default(CompensatedSum), 0.0);
        foreach (var value in Values(test))
        {
            sum.Add(value);
            naive += value;
        }

        Assert.Equal(test.GetProperty("sum").GetDouble(), sum.Value);
        if (test.GetProperty("removeFirst").GetInt32() == 0)
        {
            Assert.Equal(test.GetProperty("naiveSum").GetDouble(), naive);
        }
    }

    [Fact]
    public void Plain_adding_would_fail() =>
        Assert.Contains(Tests(), test => test.GetProperty("sum").GetDouble() != test.GetProperty("naiveSum").GetDouble());

    [Fact]
    public void An_overflow_is_infinite_not_missing()
    {
        var sum = default(CompensatedSum);
        sum.Add(double.MaxValue);
        sum.Add(double.MaxValue);
        Assert.Equal(double.PositiveInfinity, sum.Value);
    }

    private static JsonElement[] Tests() => [.. Oracle.Json("welford.json").GetProperty("cases").EnumerateArray()];

    /// <summary>What is left: an aggregate is made from its rows, never by taking values out of a running one.</summary>
    private static IEnumerable<double> Values(JsonElement test) =>
        test.GetProperty("values").EnumerateArray().Skip(test.GetProperty("removeFirst").GetInt32()).Select(value => value.GetDouble());
}
