using System.Text;
using Serverless.Streams.Plan;
using Serverless.Tests.Unit.Streams.Definition;

namespace Serverless.Tests.Unit.Streams.Cleansing;

public sealed class VerbTests
{
    [Theory]
    [InlineData("\"note\":null", "null")]
    [InlineData("\"note\":\" \\t\"", "blank")]
    public void Require_refuses_null_and_blank(string note, string detail) =>
        Cleanse.AssertDead(Cleanse.Json(With(note), s => s.Require(t => t.Card, t => t.Note)), "require", "Note", "Require: t.Card, t.Note", detail);

    [Fact]
    public void Require_takes_numbers_too()
    {
        Cleanse.AssertDead(Cleanse.Json(Cleanse.Good, s => s.Require(t => t.Distance)), "require", "Distance", detail: "null");
        Cleanse.Clean(With("\"distance\":1"), s => s.Require(t => t.Distance, t => t.Amount));
    }

    [Fact]
    public void Reject_carries_the_users_reason() =>
        Cleanse.AssertDead(Cleanse.Json(Cleanse.Good, s => s.Reject(t => t.Amount > 10, "too much")), "reject", rule: "too much", detail: "t.Amount > 10");

    [Theory]
    [InlineData("-0.01", false)]
    [InlineData("0", true)]
    [InlineData("100", true)]
    [InlineData("100.01", false)]
    public void Reject_outside_spares_the_bounds(string amount, bool isClean)
    {
        var cleansed = Cleanse.Json(Cleanse.Good.Replace("12.5", amount), s => s.Reject(t => t.Amount, AnyPipeline.Beyond(0, 100)));
        if (isClean)
            Assert.Equal(CleansedKind.Clean, cleansed.Kind);
        else
            Cleanse.AssertDead(cleansed, "reject", "Amount", "t.Amount outside 0 .. 100", amount);
    }

    [Fact]
    public void Null_is_no_outlier() => Cleanse.Clean(Cleanse.Good, s => s.Reject(t => t.Distance, AnyPipeline.Beyond(1, 2)).Clip(t => t.Distance, AnyPipeline.Beyond(1, 2)));

    [Fact]
    public void Drop_is_counted_under_its_name()
    {
        var cleansed = Cleanse.Json(Cleanse.Good, s => s.Drop(t => t.Card == "c", "test card"));
        Assert.Equal((CleansedKind.Dropped, "test card"), (cleansed.Kind, cleansed.Reason));
    }

    [Theory]
    [InlineData("\"distance\":-3,\"tries\":0,\"weight\":2.5", 0, 1, 2.5)]
    [InlineData("\"distance\":7e3,\"tries\":12,\"weight\":0.5", 5000.5, 9, 1)]
    [InlineData("\"distance\":5,\"tries\":5,\"weight\":1", 5, 5, 1)]
    public void Clip_moves_to_the_nearest_bound(string members, double distance, int tries, double weight)
    {
        var payment = Cleanse.Clean(With(members), s => s
            .Clip(t => t.Distance, AnyPipeline.Beyond(0, 5000.5)).Clip(t => t.Tries, AnyPipeline.Beyond(1, 9)).Clip(t => t.Weight, AnyPipeline.Beyond(1, 3)));
        Assert.Equal((distance, tries, (float)weight), (payment.Distance!.Value, payment.Tries, payment.Weight!.Value));
    }

    [Theory]
    [InlineData("\"note\":null")]
    [InlineData("\"note\":\"  \"")]
    [InlineData("\"more\":0")]
    public void Default_fills_null_blank_and_absent(string member)
    {
        var payment = Cleanse.Clean(With(member), s => s.Default(t => t.Note, "none").Default(t => t.Distance, 0).Default(t => t.Weight, 1.5f));
        Assert.Equal(("none", 0.0, 1.5f), (payment.Note, payment.Distance, payment.Weight));
    }

    [Fact]
    public void Default_leaves_what_is_there() =>
        Assert.Equal("x", Cleanse.Clean(With("\"note\":\"x\""), s => s.Default(t => t.Note, "none")).Note);

    [Fact]
    public void Verbs_run_in_the_order_in_which_they_are_written()
    {
        var payment = Cleanse.Clean(With("\"kind\":\" FUEL \""), s => s
            .Map(t => t.Kind, kind => kind.Trim().ToLowerInvariant())
            .Map(t => t.Kind == "fuel" ? t with { Amount = t.Amount * 2 } : t)
            .Reject(t => t.Amount > 25, "too much")
            .Map(t => t.Amount, amount => amount + 1));
        Assert.Equal(("fuel", 26), (payment.Kind, payment.Amount));
    }

    [Fact]
    public void A_lambda_that_throws_is_a_dead_letter_that_names_the_verb() =>
        Cleanse.AssertDead(
            Cleanse.Json(Cleanse.Good, s => s.Map(t => t.Note, note => note!.Trim())), "error", "Note", rule: "Map: t.Note: note => note!.Trim()",
            detail: "NullReferenceException: Object reference not set to an instance of an object.");

    [Fact]
    public void A_lambda_that_gives_null_or_infinity_is_a_dead_letter()
    {
        Cleanse.AssertDead(Cleanse.Json(Cleanse.Good, s => s.Map(t => null!)), "error", detail: "the lambda gave null");
        Cleanse.AssertDead(Cleanse.Json(Cleanse.Good, s => s.Map(t => t.Kind, _ => null!)), "error", "Kind");
        Cleanse.AssertDead(Cleanse.Json(Cleanse.Good, s => s.Map(t => t.Amount, amount => amount / 0)), "error", "Amount", detail: "infinite or not a number");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void What_lies_more_than_a_day_ahead_is_a_dead_letter(int millisecond, bool isClean)
    {
        var at = Cleanse.Broker.AddDays(1).AddMilliseconds(millisecond);
        var cleansed = Cleanse.Json(Cleanse.Good.Replace("2025-06-02T10:00:00Z", at.ToString("O")));
        if (isClean)
            Assert.Equal((CleansedKind.Clean, at.ToUnixTimeMilliseconds()), (cleansed.Kind, cleansed.Time));
        else
            Cleanse.AssertDead(cleansed, "future", rule: "t.At at most 1d ahead of the broker's time stamp");
    }

    [Theory]
    [InlineData("\"card\":\"c\"", "\"card\":\" \"", "By(\"card\"): t.card")]
    [InlineData("\"id\":\"1\"", "\"id\":\"\"", "Unique: t.Id")]
    public void Keys_and_ids_are_never_blank(string part, string other, string rule) =>
        Cleanse.AssertDead(Cleanse.Json(Cleanse.Good.Replace(part, other)), "require", rule: rule, detail: "blank");

    [Fact]
    public void Details_are_short_and_without_control_characters()
    {
        var text = new string('x', 150) + "\n\r\t\u0000\u2028" + new string('y', 150);
        var cleansed = Cleanse.Json(Cleanse.Good, s => s.Map(Throw));
        Cleanse.AssertDead(cleansed, "error");
        Assert.Equal(200, cleansed.Detail!.Length);

        Payment Throw(Payment payment) => throw new FormatException(text);
    }

    [Fact]
    public void Whatever_the_bytes_are_there_is_an_answer()
    {
        var execution = Cleanse.Execution();
        var good = Encoding.UTF8.GetBytes(Cleanse.Good);
        for (var cut = 0; cut < good.Length; cut++)
        {
            Assert.Equal("decode", execution.Cleanse(good.AsSpan(0, cut), 0).Reason);
            for (var flip = 0; flip < 256; flip += 51)
            {
                var bytes = good.ToArray();
                bytes[cut] ^= (byte)flip;
                Assert.True(Enum.IsDefined(execution.Cleanse(bytes, Cleanse.Broker.ToUnixTimeMilliseconds()).Kind));
            }
        }
    }

    [Fact]
    public void The_same_bytes_give_the_same_answer()
    {
        var execution = Cleanse.Execution(s => s.Reject(t => t.Amount > 1, "too much"));
        Assert.Equal(execution.Cleanse(Encoding.UTF8.GetBytes(Cleanse.Good), 0), execution.Cleanse(Encoding.UTF8.GetBytes(Cleanse.Good), 0));
    }

    private static string With(string members) => Cleanse.Good[..^1] + "," + members + "}";
}
