using System.Text;
using Serverless.Local.Testing;
using Serverless.Streams;
using Serverless.Tests.Unit.Streams.Definition;

namespace Serverless.Tests.Unit.LocalTesting;

/// <summary>Whatever a user's code or a sender does: a dead letter with a reason, and the stream goes on.</summary>
public sealed class PoisonTests
{
    private const string Poison = "poison";

    private static readonly DateTimeOffset Noon = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, Action<AnyPipeline>> Lambdas = new()
    {
        ["Drop"] = Said(s => s.Drop(t => Throws(t), "name")),
        ["Reject"] = Said(s => s.Reject(t => Throws(t), "reason")),
        ["Quarantine"] = Said(s => s.Quarantine(t => Throws(t), "reason")),
        ["Map of a field"] = Said(s => s.Map(t => t.Card, card => card == Poison ? throw new InvalidOperationException(Poison) : card)),
        ["Map"] = Said(s => s.Map(t => Throws(t) ? t : t)),
        ["key"] = p => { p.Payments(); p.By("card", t => Throws(t) ? "" : t.Card); },
        ["second key"] = p => { p.Payments(); p.By("kind", t => t.Kind).Last(TimeSpan.FromDays(1)).Count("kinds"); p.By("card", t => Throws(t) ? "" : t.Card); },
        ["aggregate"] = Keyed((p, k) => k.Last(TimeSpan.FromDays(1)).Sum("sum", t => Throws(t) ? 0 : t.Amount)),
        ["window"] = Keyed((p, k) => k.Tumbling("hour", TimeSpan.FromHours(1)).Sum("sum", t => Throws(t) ? 0 : t.Amount)),
        ["Number"] = Keyed((p, k) => p.Number("number", (t, _) => Throws(t) ? 0 : 1)),
        ["feature"] = Keyed((p, k) => p.Score("model", f => f.Number("feature", t => Throws(t) ? 0 : 1))),
        ["hash"] = Keyed((p, k) => p.Score("model", f => f.Hash("feature", t => Throws(t) ? "" : t.Kind, 4))),
        ["Rule"] = Keyed((p, k) => p.Rule("rule", (t, _) => Throws(t))),
        ["Decide"] = Keyed((p, k) => p.Decide((t, _) => Throws(t) ? Verdict.Refuse : Verdict.LetPass)),
        ["To"] = Keyed((p, k) => p.To("alerts", (t, _) => Throws(t))),
    };

    public static TheoryData<string> Places => [.. Lambdas.Keys];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_lambda_that_throws_is_a_dead_letter_and_the_stream_goes_on(string place)
    {
        var run = await TestRun.Of(new AnyPipeline(Lambdas[place])).Model(0.5).With(Event("a"), Event("b", Poison), Event("c")).RunAsync();
        Assert.Equal(["a", "c"], run.Predictions.Keys.Order(StringComparer.Ordinal));
        var dead = Assert.Single(run.Dead.Values);
        Assert.Equal("payments/0/1", dead.Origin);
        Assert.NotEmpty(dead.Reason);
        Assert.Contains(Poison, dead.Rule + dead.Detail + Encoding.UTF8.GetString(dead.Value.Span), StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, (string Member, string Reason)> Hostile = new()
    {
        ["a megabyte of text"] = ($"\"note\":\"{new string('x', 1_000_000)}\"", "size"),
        ["more than a megabyte"] = ($"\"note\":\"{new string('x', 1_100_000)}\"", "decode"),
        ["not a number"] = ("\"distance\":\"NaN\"", "decode"),
        ["infinity"] = ("\"distance\":1e999", "decode"),
        ["deep nesting"] = ($"\"more\":{new string('[', 1000)}{new string(']', 1000)}", "decode"),
        ["another type"] = ("\"note\":{\"a\":1}", "decode"),
        ["half a surrogate"] = ("\"note\":\"\\ud800\"", "decode"),
        ["a field twice"] = ("\"note\":\"a\",\"note\":\"b\"", "decode"),
    };

    public static TheoryData<string> Fields => [.. Hostile.Keys];

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_hostile_field_is_a_dead_letter_with_a_reason(string field)
    {
        var (member, reason) = Hostile[field];
        var run = await TestRun.Of(Plain()).With(Event("a")).WithText("payments", Json("b", member)).With(Event("c")).RunAsync();
        Assert.Equal(2, run.Predictions.Count);
        Assert.Equal(reason, Assert.Single(run.Dead.Values).Reason);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_a_dead_letter()
    {
        var bytes = Encoding.UTF8.GetBytes(Json("b", "\"note\":\"?\""));
        bytes[Array.LastIndexOf(bytes, (byte)'?')] = 0xFF;
        var run = await TestRun.Of(Plain()).With(Event("a")).WithBytes("payments", bytes).With(Event("c")).RunAsync();
        Assert.Equal(2, run.Predictions.Count);
        Assert.Equal(("decode", "not UTF-8"), (run.Dead["payments/0/1"].Reason, run.Dead["payments/0/1"].Detail));
        Assert.True(bytes.AsSpan().SequenceEqual(run.Dead["payments/0/1"].Value.Span));
    }

    private static bool Throws(Payment payment) => payment.Card == Poison ? throw new InvalidOperationException(Poison) : false;

    private static AnyPipeline Plain() => new(Said(s => s));

    private static Payment Event(string id, string card = "c") => new(id, card, Noon, 1);

    private static string Json(string id, string member) => $$"""{"id":"{{id}}","card":"c","at":"2025-06-02T12:00:00Z","amount":1,{{member}}}""";

    private static Action<AnyPipeline> Said(Func<Source<Payment>, Source<Payment>> say) => p =>
    {
        p.Payments(say);
        p.By("card", t => t.Card);
    };

    private static Action<AnyPipeline> Keyed(Action<AnyPipeline, Keyed<Payment>> define) => p =>
    {
        p.Payments();
        define(p, p.By("card", t => t.Card));
    };
}
