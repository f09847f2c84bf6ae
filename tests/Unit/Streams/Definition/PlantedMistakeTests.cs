using Serverless.Durable.Ports;
using Serverless.Models;
using Serverless.Streams;

namespace Serverless.Tests.Unit.Streams.Definition;

/// <summary>Mistakes that a user makes: each is one line that names the pipeline, the element, and what was expected. Mistakes of type do not compile at all: <see cref="Build.CompileErrorTests"/>.</summary>
public sealed class PlantedMistakeTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly Dictionary<string, (Action<AnyPipeline> Define, string Problem)> Mistakes = new()
    {
        ["a doubled name"] = (
            With(p => { p.Number("amount", (t, _) => t.Amount); p.Score("m", f => f.Number("amount", t => t.Amount)); }), "the name \"amount\" is said twice: as a Number and as a feature."),
        ["a window of zero"] = (Keyed(k => k.Last(TimeSpan.Zero).Count("n")), "By(\"card\").Last: the window has to be 1ms to 3653d, not 0s."),
        ["negative lateness"] = (
            Keyed(k => k.Tumbling("hour", TimeSpan.FromHours(1), allowedLateness: TimeSpan.FromMinutes(-1)).Count("n")), "Tumbling(\"hour\"): allowedLateness has to be 0s to 3653d, not -1m."),
        ["an offset beyond the window"] = (
            Keyed(k => k.Tumbling("hour", TimeSpan.FromHours(1), offset: TimeSpan.FromHours(2)).Count("n")), "Tumbling(\"hour\"): offset has to be shorter than the window, 1h, not 2h."),
        ["a negative delay"] = (Keyed(k => k.Last(Day).DelayedBy(-Day).Count("n")), "By(\"card\").DelayedBy: the delay has to be 0s to 3653d, not -1d."),
        ["a key twice"] = (With(p => { p.By("shop", t => t.Kind).Last(Day).Count("a"); p.By("shop", t => t.Kind).Last(Day).Count("b"); }), "By(\"shop\") is said twice: keep what the first one returned."),
        ["no event time"] = (p => { p.From("payments", TestJson.Default.Payment); p.By("card", t => t.Card); }, "\"payments\" has no event time: add .Time(…)."),
        ["neither key nor id"] = (
            p => p.From("payments", TestJson.Default.Payment).Time(t => t.At, TimeSpan.Zero), "there is no key: say By(name, …), or .Unique(…) for \"payments\", by which its records are then spread."),
        ["no source of the event"] = (p => p.By("card", t => t.Card), "nothing is scored: add From(topic, …) with the metadata of Payment."),
        ["a window that nobody has"] = (
            Keyed(k => { var _ = k.Last(Day, 7 * Day).Count("n")[5 * Day]; }), "\"n\" has the windows 1d, 7d, not 5d."),
        ["a ratio over other windows"] = (
            With(p => { var k = p.By("shop", t => t.Kind); p.Ratio("r", k.Last(Day, 7 * Day).Count("a"), k.Last(Day, 30 * Day).Count("b")); }), "Ratio(\"r\"): \"a\" has the windows 1d, 7d, \"b\" has 1d, 30d."),
        ["a field that can't be set"] = (Said(s => s.Default(t => t.IsBig, true)), "From(\"payments\").Default: 't => t.IsBig' can't be set: give Payment.IsBig an init accessor."),
        ["no field"] = (
            Said(s => s.Map(t => t.Card.Trim(), card => card)), "From(\"payments\").Map: 't => t.Card.Trim()' is not a field of Payment: name one property, or use Map(t => t with { … })."),
        ["bounds the wrong way round"] = (Said(s => s.Reject(t => t.Amount, AnyPipeline.Beyond(9, 1))), "From(\"payments\").Reject: Outside has to be given the smaller bound first: outside 9 .. 1."),
        ["no deviations"] = (Said(s => s.Clip(t => t.Amount, AnyPipeline.Deviating(0))), "From(\"payments\").Clip: ZScore takes a number above 0, not 0."),
        ["no profile"] = (
            Said(s => s.Quarantine(t => t.Amount, AnyPipeline.MedianDeviating(12))),
            "From(\"payments\").Quarantine(t.Amount beyond 12 MAD of the median) needs Payment.Amount in profile.json: run ./serverless profile any-pipeline."),
        ["an unknown culture"] = (Said(s => s.Parse(t => t.Note, t => t.Distance, "german")), "From(\"payments\").Parse: there is no culture \"german\"; there are: bg-BG, "),
        ["an unknown unit"] = (Said(s => s.Unit(t => t.Distance, t => t.Note, "kilometres")), "From(\"payments\").Unit: there is no unit \"kilometres\"; there are: %, "),
        ["a pattern without end"] = (Said(s => s.Match(t => t.Note, "(?<=a)b")), "From(\"payments\").Match: \"(?<=a)b\" looks around or back, so its time has no limit: say it without."),
        ["no pattern"] = (Said(s => s.Match(t => t.Note, "(a")), "From(\"payments\").Match: \"(a\" is no regular expression: "),
        ["an output that is a source"] = (With(p => p.To("payments")), "To(Topic(\"payments\")): that is a source; a pipeline's outputs are its alone."),
        ["no shards"] = (With(p => p.Shards(0)), "Shards: 1 to 32, not 0."),
        ["a model without features"] = (With(p => p.Score("m", f => f)), "Score(\"m\") has no features."),
        ["two models"] = (
            With(p => { p.Score("m", f => f.Number("a", t => t.Amount)); p.Score("n", f => f.Number("b", t => t.Amount)); }), "Score(\"n\"): there is one model, \"m\" already."),
    };

    public static TheoryData<string> Names => [.. Mistakes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mistake_is_one_line_that_names_the_element(string mistake)
    {
        var (define, problem) = Mistakes[mistake];
        var failure = Assert.Throws<PipelineException>(() => new AnyPipeline(define).Build());
        Assert.StartsWith("AnyPipeline: " + problem, Assert.Single(failure.Problems), StringComparison.Ordinal);
        Assert.Equal(failure.Problems[0], failure.Message);
    }

    [Theory]
    [InlineData("another feature", "card-fraud 1 is refused: its feature 2 is \"x\", where the pipeline writes \"b\".")]
    [InlineData("one feature more", "card-fraud 1 is refused: it has 4 features, the pipeline writes 3 (too many from \"d\" on).")]
    [InlineData("no parameter", "card-fraud 1 is refused: its manifest lacks the parameter \"block\", which the pipeline reads.")]
    public void A_model_that_does_not_fit_is_refused_in_one_sentence(string mistake, string sentence)
    {
        var manifest = new Models.TestVersion
        {
            Features = mistake == "another feature" ? ["a", "x", "c"] : mistake == "one feature more" ? ["a", "b", "c", "d"] : ["a", "b", "c"],
            Parameters = mistake == "no parameter" ? [] : new() { ["block"] = 0.5 },
        }.Manifest();
        Assert.Equal(sentence, Assert.Throws<ArtifactException>(() => Models.TestVersion.Expected.Check(manifest)).Message);
    }

    private static Action<AnyPipeline> With(Action<AnyPipeline> define) => p =>
    {
        p.Payments();
        define(p);
        p.By("card", t => t.Card);
    };

    private static Action<AnyPipeline> Keyed(Action<Keyed<Payment>> define) => p =>
    {
        p.Payments();
        define(p.By("card", t => t.Card));
    };

    private static Action<AnyPipeline> Said(Func<Source<Payment>, Source<Payment>> say) => p =>
    {
        p.Payments(say);
        p.By("card", t => t.Card);
    };
}
