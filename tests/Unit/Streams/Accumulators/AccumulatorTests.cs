using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Codec;
using Serverless.Streams.Plan;

namespace Serverless.Tests.Unit.Streams.Accumulators;

public sealed class AccumulatorTests
{
    private const int Tests = 300;

    public static TheoryData<string> Cases => [.. Oracles().Select(test => test.GetProperty("name").GetString()!)];

    public static TheoryData<string> Kinds => [.. Enum.GetNames<AggregateKind>()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_left_has_the_oracles_statistics(string name)
    {
        var test = Oracles().Single(test => test.GetProperty("name").GetString() == name);
        var values = test.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        var removed = test.GetProperty("removeFirst").GetInt32();

        Same(test.GetProperty("mean"), AggregateKind.Mean, 1e-12);
        Same(test.GetProperty("sampleVariance"), AggregateKind.Variance, 1e-15);
        Same(test.GetProperty("sampleStd"), AggregateKind.StdDev, 1e-15);
        Same(test.GetProperty("min"), AggregateKind.Min, 0);
        Same(test.GetProperty("max"), AggregateKind.Max, 0);
        foreach (var percentile in test.GetProperty("nearestRank").EnumerateObject())
        {
            var p = (double)(decimal.Parse(percentile.Name, System.Globalization.CultureInfo.InvariantCulture) / 100);
            Same(percentile.Value, AggregateKind.Percentile, 0, p);
        }

        void Same(JsonElement expected, AggregateKind kind, double tolerance, double p = 0)
        {
            var accumulator = new AggregateSpec(kind, double.NaN) { P = p }.NewAccumulator();
            var taken = accumulator.CanRemove ? removed : 0;
            foreach (var value in values[(removed - taken)..])
            {
                accumulator.Add(new AggregateValue(value), 0);
            }

            foreach (var value in values[(removed - taken)..removed])
            {
                accumulator.Remove(new AggregateValue(value));
            }

            var (wanted, actual) = (expected.ValueKind == JsonValueKind.Null ? double.NaN : expected.GetDouble(), accumulator.Result.Number);

            // The oracle takes the root of a variance that is too small for a double, which is 0; ours is the root of the exact one.
            var underflow = kind == AggregateKind.StdDev ? 1e-160 : 0;
            Assert.True(wanted.Equals(actual) || Math.Abs(actual - wanted) <= (tolerance * Math.Abs(wanted)) + underflow, $"{kind} {p}: expected {wanted:R}, not {actual:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_part_that_was_merged_is_taken_out_without_a_trace_or_not_at_all(string name) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Tests),
        Prop.ForAll(ArbMap.Default.ArbFor<(short Value, bool IsRemoved)[]>(), values =>
        {
            var spec = Samples.Of(Enum.Parse<AggregateKind>(name));
            var isOfTexts = spec.Kind is AggregateKind.CountDistinct or AggregateKind.TopK;
            var (rest, part, both) = (spec.NewAccumulator(), spec.NewAccumulator(), spec.NewAccumulator());
            foreach (var (value, isRemoved) in values)
            {
                (isRemoved ? part : rest).Add(isOfTexts ? new AggregateValue(double.NaN, $"t{value % 5}") : new AggregateValue(value / 3.0), 0);
            }

            both.Merge(part);
            both.Merge(rest);
            if (!both.CanRemove)
            {
                Assert.Throws<NotSupportedException>(() => both.Remove(part));
                return;
            }

            both.Remove(part);
            Assert.Equal(rest.Result.Number, both.Result.Number);
            Assert.Equal(rest.Result.Object, both.Result.Object);
        }));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Parts_merged_and_stored_in_between_are_the_whole(string name) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Tests),
        Prop.ForAll(ArbMap.Default.ArbFor<(short Value, byte Time, byte Part)[]>(), values =>
        {
            var spec = Samples.Of(Enum.Parse<AggregateKind>(name));
            var isOfTexts = spec.Kind is AggregateKind.CountDistinct or AggregateKind.TopK;
            var (whole, parts) = (spec.NewAccumulator(), new[] { spec.NewAccumulator(), spec.NewAccumulator(), spec.NewAccumulator() });
            var cut = values.OrderBy(value => value.Part).ToArray();
            foreach (var (value, time, part) in cut)
            {
                var given = value % 6 == 0 ? AggregateValue.Missing : isOfTexts ? new AggregateValue(double.NaN, $"t{value % 5}") : new AggregateValue(value / 3.0);
                whole.Add(given, time);
                parts[part % 256 * 3 / 256].Add(given, time);
            }

            var merged = Again(spec, parts[0]);
            merged.Merge(parts[1]);
            merged = Again(spec, merged);
            merged.Merge(Again(spec, parts[2]));
            return Same(whole.Result, merged.Result) && Same(whole.Result, Again(spec, whole).Result) && Bytes(whole).SequenceEqual(Bytes(Again(spec, whole)));
        }));

    [Fact]
    public void A_percentile_of_many_is_within_its_stated_error()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 20_000).Select(_ => (random.NextDouble() - 0.3) * Math.Pow(10, random.Next(-6, 9)))];
        var sorted = values.Order().ToArray();
        foreach (var p in new[] { 0, 0.01, 0.25, 0.5, 0.95, 0.99, 0.999, 1 })
        {
            var accumulator = new PercentileAccumulator(p);
            Array.ForEach(values, value => accumulator.Add(new AggregateValue(value), 0));
            var wanted = sorted[Math.Max(1, (int)Math.Ceiling((decimal)p * values.Length)) - 1];
            Assert.True(Math.Abs(accumulator.Result.Number - wanted) <= Math.Abs(wanted) / 128, $"{p}: expected {wanted:R}, not {accumulator.Result.Number:R}");
        }
    }

    [Fact]
    public void A_deviation_is_there_where_its_variance_is_too_large_or_too_small_for_a_double()
    {
        foreach (var size in new[] { 1e300, 1e-300 })
        {
            var deviation = new VarianceAccumulator(isDeviation: true);
            deviation.Add(new AggregateValue(size), 0);
            deviation.Add(new AggregateValue(3 * size), 0);
            Assert.Equal(Math.Sqrt(2) * size, deviation.Result.Number, size * 1e-15);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_later_version_is_refused(string name)
    {
        var accumulator = Samples.Of(Enum.Parse<AggregateKind>(name)).NewAccumulator();
        Assert.Throws<FormatException>(() =>
        {
            var reader = new ByteReader(new byte[100]);
            accumulator.Read(ref reader, accumulator.Version + 1);
        });
    }

    private static JsonElement[] Oracles() => [.. Oracle.Json("welford.json").GetProperty("cases").EnumerateArray()];

    private static Accumulator Again(AggregateSpec spec, Accumulator accumulator)
    {
        var again = spec.NewAccumulator();
        var reader = new ByteReader(Bytes(accumulator));
        again.Read(ref reader, accumulator.Version);
        Assert.True(reader.IsAtEnd);
        return again;
    }

    private static bool Same(AggregateValue left, AggregateValue right) =>
        left.Number.Equals(right.Number) && (Equals(left.Object, right.Object) || (left.Object is Array list && right.Object is Array other && list.Cast<object>().SequenceEqual(other.Cast<object>())));

    private static byte[] Bytes(Accumulator accumulator)
    {
        var writer = new ByteWriter();
        accumulator.Write(writer);
        return writer.ToArray();
    }
}
