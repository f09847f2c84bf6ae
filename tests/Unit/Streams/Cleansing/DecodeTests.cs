using System.Buffers;
using System.Globalization;
using System.Text;
using Serverless.Tests.Unit.Streams.Definition;

namespace Serverless.Tests.Unit.Streams.Cleansing;

public sealed class DecodeTests
{
    private static readonly Payment Expected = new("1", "c", new DateTimeOffset(2025, 6, 2, 10, 0, 0, TimeSpan.Zero), 12.5);

    [Fact]
    public void A_record_in_camel_case_is_read() => Assert.Equal(Expected, Cleanse.Clean(Cleanse.Good));

    [Theory]
    [InlineData("\"amount\":12.5", "\"amount\":\"12.5\"")]
    [InlineData("\"amount\":12.5", "\"amount\":12.5,\"more\":{\"than\":[\"expected\"]}")]
    [InlineData("\"amount\":12.5", "\"amount\":12.5,\"kind\":null")]
    [InlineData("\"amount\":12.5", "\"amount\":12.5,\"tries\":null")]
    [InlineData("\"amount\":12.5", "\"amount\":12.5,\"note\":null,\"distance\":null")]
    [InlineData("\"amount\":12.5", "\"amount\":12.5,\"isBig\":true")]
    [InlineData("10:00:00Z", "10:00:00")]
    [InlineData("10:00:00Z", "10:00:00.000")]
    [InlineData("10:00:00Z", "10:00:00\\u002B00:00")]
    public void What_says_the_same_is_the_same(string part, string other) => Assert.Equal(Expected, Cleanse.Clean(Cleanse.Good.Replace(part, other)));

    [Fact]
    public void An_offset_is_kept() => Assert.Equal(TimeSpan.FromHours(2), Cleanse.Clean(Cleanse.Good.Replace("10:00:00Z", "12:00:00+02:00")).At.Offset);

    [Theory]
    [InlineData("", null)]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    [InlineData("\"text\"", null)]
    [InlineData("{\"id\":\"1\",\"ca", null)]
    [InlineData(Cleanse.Good + "}", null)]
    [InlineData(Cleanse.Good + Cleanse.Good, null)]
    [InlineData("""{"id":"1","card":"c","at":"2025-06-02T10:00:00Z","amount":{}}""", "Amount")]
    [InlineData("""{"id":"1","card":"c","at":"2025-06-02T10:00:00Z","amount":"12,5"}""", "Amount")]
    [InlineData("""{"id":"1","card":"c","at":"2025-06-02T10:00:00Z","amount":""}""", "Amount")]
    [InlineData("""{"id":"1","card":"c","at":"2025-06-02T10:00:00Z","amount":1e400}""", "Amount")]
    [InlineData("""{"id":"1","card":"c","at":"2025-06-02T10:00:00Z","amount":"1e400"}""", "Amount")]
    [InlineData("""{"id":"1","card":"c","at":"2025-06-02T10:00:00Z","amount":"NaN"}""", "Amount")]
    [InlineData("""{"id":"1","card":"c","at":"2025-06-02T10:00:00Z","amount":1,"weight":1e39}""", "Weight")]
    [InlineData("""{"id":"1","card":"c","at":"2025-06-02T10:00:00Z","amount":1,"tries":3000000000}""", "Tries")]
    [InlineData("""{"id":"1","card":"c","at":"2025-06-02T10:00:00Z","amount":1,"amount":2}""", "Amount")]
    [InlineData("""{"id":"1","card":"c","at":"02.06.2025 10:00","amount":1}""", "At")]
    [InlineData("""{"id":"1","card":"c","at":"2025-06-02T10:00:00\ud800","amount":1}""", "At")]
    [InlineData("""{"id":"1","card":"c","at":"\u0032\u0030","amount":1}""", "At")]
    [InlineData("""{"id":"1","card":"\ud800","at":"2025-06-02T10:00:00Z","amount":1}""", "Card")]
    public void What_is_no_record_is_a_dead_letter(string json, string? field) => Cleanse.AssertDead(Cleanse.Json(json), "decode", field);

    [Fact]
    public void A_dead_letter_says_where_and_what()
    {
        Cleanse.AssertDead(Cleanse.Json(Cleanse.Good.Replace("12.5", "{}")), "decode", "Amount", "JSON of Payment", "$.amount: not a number");
        Cleanse.AssertDead(Cleanse.Json(Cleanse.Good.Replace("12.5", "1e400")), "decode", "Amount", "JSON of Payment", "$.amount: more than a double holds");
        Cleanse.AssertDead(Cleanse.Json(Cleanse.Good.Replace("\"c\"", "[]")), "decode", "Card", "JSON of Payment", "$.card: The JSON value could not be converted to Payment.");
    }

    [Fact]
    public void A_member_that_is_read_in_vain_has_to_be_utf8_too()
    {
        var bytes = Encoding.UTF8.GetBytes("""{"more":"x",""" + Cleanse.Good[1..]);
        bytes[9] = 0xff;
        Cleanse.AssertDead(Cleanse.Bytes(bytes), "decode", detail: "not UTF-8");
    }

    [Fact]
    public void A_megabyte_is_the_limit()
    {
        var padding = new string(' ', 1024 * 1024 - Cleanse.Good.Length);
        Assert.Equal(Expected, Cleanse.Clean(Cleanse.Good + padding));
        Cleanse.AssertDead(Cleanse.Json(Cleanse.Good + padding + " "), "decode", detail: "1048577 bytes");
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    public void Depth_has_a_limit(int lists, bool isClean)
    {
        var json = Cleanse.Good[..^1] + ",\"more\":" + new string('[', lists) + new string(']', lists) + "}";
        if (isClean)
            Cleanse.Clean(json);
        else
            Cleanse.AssertDead(Cleanse.Json(json), "decode", detail: Cleanse.Json(json).Detail);
    }

    [Theory]
    [InlineData("\"card\":\"c\",", "", "absent")]
    [InlineData("\"card\":\"c\",", "\"card\":null,", "null")]
    public void What_has_no_default_must_be_there(string part, string other, string detail) =>
        Cleanse.AssertDead(Cleanse.Json(Cleanse.Good.Replace(part, other)), "require", "Card", "Payment.Card has no default", detail);

    [Theory]
    [InlineData(",\"amount\":12.5", "", "absent")]
    [InlineData(",\"amount\":12.5", ",\"amount\":null", "null")]
    public void Nor_is_a_number_without_default_zero(string part, string other, string detail) =>
        Cleanse.AssertDead(Cleanse.Json(Cleanse.Good.Replace(part, other)), "require", "Amount", "Payment.Amount has no default", detail);

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("0999-12-31T23:59:59Z")]
    public void A_time_that_is_none_is_a_dead_letter(string time) =>
        Cleanse.AssertDead(Cleanse.Json(Cleanse.Good.Replace("2025-06-02T10:00:00Z", time)), "decode", rule: "t.At from the year 1000 to 8999");

    [Fact]
    public void A_clean_record_goes_through_a_keyed_topic_unchanged()
    {
        var execution = Cleanse.Execution();
        var record = Expected with { Card = "Größe \u0001 \"x\" 日本", Amount = 0.1 + 0.2, Distance = double.Epsilon, Weight = 0.1f, At = new DateTimeOffset(2025, 6, 2, 12, 0, 0, 7, TimeSpan.FromHours(2)) };
        var buffer = new ArrayBufferWriter<byte>();
        execution.Encode(record, buffer);

        Assert.Equal(record, execution.Decode(buffer.WrittenSpan));
        Assert.DoesNotContain("isBig", Encoding.UTF8.GetString(buffer.WrittenSpan));
        Assert.Contains("Größe", Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void Nested_numbers_that_a_lambda_made_infinite_do_not_stop_the_stage()
    {
        var execution = Cleanse.Execution();
        var buffer = new ArrayBufferWriter<byte>();
        execution.Encode(Expected with { Amount = double.NegativeInfinity, Weight = float.NaN }, buffer);
        Assert.Equal(Expected with { Amount = double.NegativeInfinity, Weight = float.NaN }, execution.Decode(buffer.WrittenSpan));
    }

    [Fact]
    public void No_culture_changes_anything()
    {
        var before = CultureInfo.CurrentCulture;
        var plan = Plan();
        var bad = Cleanse.Json(Cleanse.Good.Replace("12.5", "-12.5"), s => s.Reject(t => t.Amount, AnyPipeline.Beyond(0.5, 1.5)));
        try
        {
            CultureInfo.CurrentCulture = WithCommas();
            Assert.Equal(Expected, Cleanse.Clean(Cleanse.Good.Replace("12.5", "\"12.5\"")));
            Assert.Equal(plan.Version, Plan().Version);
            Assert.Equal(plan.Explain(), Plan().Explain());
            Assert.Equal(bad, Cleanse.Json(Cleanse.Good.Replace("12.5", "-12.5"), s => s.Reject(t => t.Amount, AnyPipeline.Beyond(0.5, 1.5))));
            Assert.Equal("iii", Serverless.Streams.KebabCase.Of("III"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static Serverless.Streams.PipelinePlan Plan() =>
            new AnyPipeline(p => p.Payments(s => s.Reject(t => t.Amount, AnyPipeline.Beyond(-0.5, 1.5)).Default(t => t.Distance, 0.5))).Build();
    }

    /// <summary>Made by hand: with invariant globalization there is no other culture.</summary>
    private static CultureInfo WithCommas()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NegativeSign) = (",", ".", "~");
        (culture.DateTimeFormat.DateSeparator, culture.DateTimeFormat.TimeSeparator) = ("-", ".");
        return culture;
    }
}
