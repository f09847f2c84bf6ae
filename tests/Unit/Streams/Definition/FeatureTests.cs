using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Definition;

public sealed class FeatureTests
{
    private static readonly Payment Usual = new("1", "c", new DateTimeOffset(2025, 6, 1, 18, 30, 0, TimeSpan.FromHours(2)), 12, "fuel", Distance: 4);

    /// <summary>Vectors of the reference implementation, SMHasher.</summary>
    [Theory]
    [InlineData("", 0, 0u)]
    [InlineData("", 1, 0x514E28B7u)]
    [InlineData("test", 0, 0xBA6BD213u)]
    [InlineData("test", 0x9747B28C, 0x704B81DCu)]
    [InlineData("Hello, world!", 0, 0xC0363E43u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0, 0x2E4FF723u)]
    public void Murmur3_is_the_reference(string text, uint seed, uint expected) => Assert.Equal(expected, Murmur3.Of(System.Text.Encoding.UTF8.GetBytes(text), seed));

    [Fact]
    public void Numbers_are_scaled_by_the_profile()
    {
        var profile = PipelineProfile.Of("any-pipeline", new Dictionary<string, FieldProfile> { ["Payment.Amount"] = new() { Count = 9, Mean = 10, Deviation = 4, Median = 8, Mad = 2, Min = 2, Max = 22 } });
        var make = Features(f => f.Standard("standard", t => t.Amount).Robust("robust", t => t.Amount).MinMax("min_max", t => t.Amount), profile);
        Assert.Equal([0.5f, 2f, 0.5f], make(Usual));
        Assert.Equal([5f, 11f, 1.4f], make(Usual with { Amount = 30 }));
    }

    [Fact]
    public void What_is_missing_stays_missing()
    {
        var profile = PipelineProfile.Of("any-pipeline", new Dictionary<string, FieldProfile> { ["Payment.Distance"] = new() { Count = 9, Deviation = 1 } });
        var make = Features(f => f.Standard("standard", t => t.Distance).Log("log", t => t.Distance).Bucket("bucket", t => t.Distance, [1, 2]).Cyclic("cyclic", t => t.Distance, 24)
            .Ratio("ratio", (t, _) => t.Distance, (t, _) => t.Amount), profile);
        Assert.All(make(Usual with { Distance = null }), value => Assert.Equal(float.NaN, value));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(Math.E - 1, 1)]
    [InlineData(-0.5, -0.6931472)]
    [InlineData(-1, double.NaN)]
    [InlineData(-2, double.NaN)]
    public void Log_is_of_one_and_the_value(double value, double expected) =>
        Assert.Equal((float)expected, Assert.Single(Features(f => f.Log("log", t => t.Distance))(Usual with { Distance = value })), 1e-6f);

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(10, 1)]
    [InlineData(49.9, 1)]
    [InlineData(50, 2)]
    [InlineData(1e9, 2)]
    public void Bucket_counts_the_edges_that_are_not_above(double value, float expected) =>
        Assert.Equal([expected], Features(f => f.Bucket("bucket", t => t.Amount, [10, 50]))(Usual with { Amount = value }));

    [Theory]
    [InlineData(6, 3, 2)]
    [InlineData(6, 0, -1)]
    [InlineData(0, 0, -1)]
    public void Ratio_says_what_a_division_by_zero_is(double dividend, double divisor, float expected) =>
        Assert.Equal([expected], Features(f => f.Ratio("ratio", (t, _) => t.Amount, (t, _) => t.Distance, zero: -1))(Usual with { Amount = dividend, Distance = divisor }));

    [Fact]
    public void Time_parts_are_those_of_the_times_own_offset()
    {
        var values = Features(f => f.Hour("hour", t => t.At).Weekday("weekday", t => t.At).Cyclic("day", t => t.At.Hour, 24))(Usual);
        Assert.Equal([18.5f, 7f, -1f, 0f], values.Select(value => MathF.Round(value, 6)));
        Assert.Equal(1f, Features(f => f.Weekday("weekday", t => t.At))(Usual with { At = Usual.At.AddDays(1) }).Single());
    }

    [Fact]
    public void Hashed_categories_have_one_column_each_and_none_where_they_are_missing()
    {
        var hash = Features(f => f.Hash("kind", t => t.Kind, 16));
        var expected = new float[16];
        expected[Murmur3.Of("fuel") % 16] = 1;
        Assert.Equal(expected, hash(Usual));
        Assert.Equal(new float[16], Features(f => f.Hash("note", t => t.Note, 16))(Usual));

        var cross = Features(f => f.Cross("pair", t => t.Card, t => t.Kind, 64));
        Assert.Equal((int)(Murmur3.Of("c\u001ffuel") % 64), Array.IndexOf(cross(Usual), 1));
        Assert.Equal(new float[64], cross(Usual with { Kind = " " }));
    }

    [Fact]
    public void Explain_tells_the_source_of_every_column()
    {
        var plan = Plan(f => f.Log("log", t => t.Amount).Bucket("band", t => t.Amount, [10, 50]).Hash("kind", t => t.Kind, 2).Cyclic("hour", t => t.At.Hour, 24).Ratio("ratio", (t, _) => t.Amount, (t, _) => t.Distance));
        Assert.Equal(
            [
                ("log", "log(1 + t.Amount)"), ("band", "bucket of t.Amount at 10, 50"), ("kind_0", "t.Kind hashes to 0 of 2"), ("kind_1", "t.Kind hashes to 1 of 2"),
                ("hour_sin", "sin(2π t.At.Hour / 24)"), ("hour_cos", "cos(2π t.At.Hour / 24)"), ("ratio", "t.Amount / t.Distance, 0 where that is 0"),
            ],
            plan.Model!.Features.Select(feature => (feature.Name, feature.From)));
        Assert.All(plan.Model.Features, feature => Assert.Contains(feature.From, plan.Explain(), StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_said_wrongly_is_a_problem_that_names_the_feature()
    {
        AssertProblem("Bucket(\"b\"): give at least one edge, each greater than the one before it, not 5, 5.", f => f.Bucket("b", t => t.Amount, [5, 5]));
        AssertProblem("Bucket(\"b\"): give at least one edge, each greater than the one before it, not none.", f => f.Bucket("b", t => t.Amount, []));
        AssertProblem("Cyclic(\"c\"): the period has to be above 0, not 0.", f => f.Cyclic("c", t => t.Amount, 0));
        AssertProblem("Hash(\"h\"): 2 to 4096 columns, not 1.", f => f.Hash("h", t => t.Kind, 1));
        AssertProblem("Standard(\"s\") needs Payment.Amount in profile.json: run ./serverless profile any-pipeline.", f => f.Standard("s", t => t.Amount));
        AssertProblem("Robust(\"r\"): 't => (t.Amount * 2)' is not a field of Payment that holds a number: name one property.", f => f.Robust("r", t => t.Amount * 2));
        AssertProblem("the name \"kind_0\" is said twice: as a feature and as a feature.", f => f.Hash("kind", t => t.Kind, 2).Number("kind_0", t => t.Amount));
    }

    private static void AssertProblem(string problem, Func<Features<Payment>, Features<Payment>> features) =>
        Assert.Contains("AnyPipeline: " + problem, Assert.Throws<PipelineException>(() => Plan(features)).Problems);

    private static PipelinePlan Plan(Func<Features<Payment>, Features<Payment>> features, PipelineProfile? profile = null)
    {
        var pipeline = new AnyPipeline(p =>
        {
            p.Payments();
            p.By("card", t => t.Card);
            p.Score("model", features);
        });
        if (profile is not null)
            pipeline.Use(profile);
        return pipeline.Build();
    }

    private static Func<Payment, float[]> Features(Func<Features<Payment>, Features<Payment>> features, PipelineProfile? profile = null)
    {
        var plan = Plan(features, profile);
        return payment =>
        {
            var values = new float[plan.Model!.Features.Length];
            plan.Model.Write(payment, new Row(new double[plan.RowWidth]), values);
            return values;
        };
    }
}
