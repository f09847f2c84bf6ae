using System.Globalization;

namespace Serverless.Tests.Unit.Streams.Cleansing;

public sealed class TextVerbTests
{
    [Theory]
    [InlineData("de-DE", "1.234.567,50", 1234567.5)]
    [InlineData("de-DE", "-12,5", -12.5)]
    [InlineData("de-DE", " 1234 ", 1234)]
    [InlineData("en-US", "1,234.5", 1234.5)]
    [InlineData("fr-FR", "1\u202F234,5", 1234.5)]
    [InlineData("fr-FR", "1\u00A0234", 1234)]
    [InlineData("de-CH", "1\u2019234.5", 1234.5)]
    [InlineData("invariant", "\u22120.25", -0.25)]
    public void Parse_reads_numbers_as_their_culture_writes_them(string culture, string text, double expected)
    {
        foreach (var point in new[] { ".", ",", ";" })
        {
            var machine = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            machine.NumberFormat.NumberDecimalSeparator = point;
            CultureInfo.CurrentCulture = machine;
            Assert.Equal(expected, Raw.Clean($"\"sum\":\"{text}\"", s => s.Parse(t => t.Sum, t => t.Value, culture)).Amount);
        }
    }

    [Theory]
    [InlineData("de-DE", "1.5")]
    [InlineData("de-DE", "1.2345")]
    [InlineData("de-DE", "12345.678")]
    [InlineData("en-US", "1,5")]
    [InlineData("en-US", "1.234.567")]
    [InlineData("en-US", "twelve")]
    [InlineData("en-US", "-")]
    [InlineData("en-US", "1 km")]
    [InlineData("en-US", "99999999999999999999999999999999999999999999999999999999999999999999")]
    public void Parse_refuses_what_may_mean_another_number(string culture, string text) =>
        Cleanse.AssertDead(Raw.Json($"\"sum\":\"{text}\"", s => s.Parse(t => t.Sum, t => t.Value, culture)), "convert", "Value", $"Parse: t.Value from t.Sum in {culture}", text);

    [Theory]
    [InlineData("1.500 m", 1.5)]
    [InlineData("2 km", 2)]
    [InlineData("3", 3)]
    public void Parse_converts_units(string text, double expected) =>
        Assert.Equal(expected, Raw.Clean($"\"sum\":\"{text}\"", s => s.Parse(t => t.Sum, t => t.Value, "de-DE", unit: "km")).Amount);

    [Fact]
    public void Parse_leaves_the_target_where_the_text_is_blank_and_asks_whole_numbers_of_whole_fields()
    {
        Assert.Equal(7, Raw.Clean("\"sum\":\" \",\"value\":7", s => s.Parse(t => t.Sum, t => t.Value, "en-US")).Amount);
        Assert.Equal(3, Raw.Clean("\"sum\":\"3\"", s => s.Parse(t => t.Sum, t => t.Tries, "en-US")).Tries);
        Cleanse.AssertDead(Raw.Json("\"sum\":\"3.5\"", s => s.Parse(t => t.Sum, t => t.Tries, "en-US")), "convert", "Tries");
        Cleanse.AssertDead(Raw.Json("\"sum\":\"3000000000\"", s => s.Parse(t => t.Sum, t => t.Tries, "en-US")), "convert", "Tries");
    }

    [Theory]
    [InlineData("02.06.2025 09:15", 0)]
    [InlineData("02.06.2025 11:15", 2)]
    public void Parse_reads_times_of_a_clock_with_an_offset(string text, int hours)
    {
        var payment = Raw.Clean($"\"when\":\"{text}\"", s => s.Parse(t => t.When, t => t.At, "dd.MM.yyyy HH:mm", TimeSpan.FromHours(hours)));
        Assert.Equal(new DateTimeOffset(2025, 6, 2, 9, 15, 0, TimeSpan.Zero), payment.At);
    }

    [Theory]
    [InlineData("2025-06-02")]
    [InlineData("32.06.2025 10:00")]
    [InlineData("01.01.0001 00:00")]
    public void Parse_refuses_what_is_no_time(string text) =>
        Cleanse.AssertDead(Raw.Json($"\"when\":\"{text}\"", s => s.Parse(t => t.When, t => t.At, "dd.MM.yyyy HH:mm")), "convert", "At", detail: text);

    [Theory]
    [InlineData(212, "F", "C", 100)]
    [InlineData(0, "K", "C", -273.15)]
    [InlineData(36, "km/h", "m/s", 10)]
    [InlineData(2, "kWh", "MJ", 7.2)]
    [InlineData(5, "%", "1", 0.05)]
    [InlineData(1, "bar", "psi", 14.503773773020923)]
    public void Unit_converts_and_says_so(double value, string from, string to, double expected)
    {
        var payment = Raw.Clean(string.Create(CultureInfo.InvariantCulture, $"\"value\":{value},\"unit\":\"{from}\""), s => s.Unit(t => t.Value, t => t.Unit, to));
        Assert.Equal(expected, payment.Amount, 1e-9 * Math.Max(1, Math.Abs(expected)));
        Assert.Equal(to, payment.Note);
    }

    [Theory]
    [InlineData("\"unit\":\"furlong\"", "furlong")]
    [InlineData("\"unit\":\"kg\"", "kg")]
    [InlineData("\"tries\":1", "no unit")]
    public void Unit_refuses_what_it_can_not_convert(string member, string detail) =>
        Cleanse.AssertDead(Raw.Json($"\"value\":1,{member}", s => s.Unit(t => t.Value, t => t.Unit, "km")), "convert", "Value", "Unit: t.Value from t.Unit to km", detail);

    [Fact]
    public void Match_refuses_and_Replace_repairs()
    {
        Cleanse.AssertDead(Raw.Json("\"sum\":\"A-17\"", s => s.Match(t => t.Sum, "^[A-Z][0-9]+$")), "match", "Sum", "Match: t.Sum is ^[A-Z][0-9]+$", "A-17");
        Assert.Equal("A17", Raw.Clean("\"unit\":\" A-1 7\"", s => s.Replace(t => t.Unit, "[ -]+", "").Match(t => t.Unit, "^[A-Z][0-9]+$")).Note);
        Assert.Null(Raw.Clean("\"value\":1", s => s.Replace(t => t.Unit, "a", "b").Match(t => t.Unit, "^$")).Note);
    }

    /// <summary>The pattern that takes a backtracking engine longer than the age of the universe; this one sees it in one pass.</summary>
    [Fact]
    public void A_hostile_text_takes_no_longer_than_its_length() =>
        Cleanse.AssertDead(Raw.Json($"\"sum\":\"{new string('a', 100_000)}!\"", s => s.Match(t => t.Sum, "^(a+)+$")), "match", "Sum");
}
