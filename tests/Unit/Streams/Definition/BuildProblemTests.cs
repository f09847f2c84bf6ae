using Serverless.Tests.Unit.Streams.Accumulators;
using Serverless.Streams;

namespace Serverless.Tests.Unit.Streams.Definition;

public sealed class BuildProblemTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var problems = ProblemsOf(p =>
        {
            p.Shards(33);
            p.From("payments", TestJson.Default.Payment);
            p.From("refunds", TestJson.Default.Refund).Time(f => f.At, outOfOrder: Day);
            p.By("Card", t => t.Card);
        });

        Assert.Equal(
            [
                "AnyPipeline: Shards: 1 to 32, not 33.",
                "AnyPipeline: \"payments\" has no event time: add .Time(…).",
                "AnyPipeline: nothing reads \"refunds\": its records are Refund, not Payment; let them enter with .By(key, …).",
                "AnyPipeline: By(\"Card\"): no name for a key: lower-case letters, digits and '-', a letter first, at most 40 characters.",
            ],
            problems);
    }

    [Fact]
    public void A_window_that_was_not_said_names_those_that_were() =>
        Assert.Equal(["AnyPipeline: \"count\" has the windows 1d, 12h, not 5d."], ProblemsOf(p =>
        {
            p.Payments();
            _ = p.By("card", t => t.Card).Last(Day, Day / 2).Count("count")[5 * Day];
        }));

    [Fact]
    public void A_name_is_said_once() =>
        Assert.Equal(["AnyPipeline: the name \"amount\" is said twice: as a Number and as a feature."], ProblemsOf(p =>
        {
            p.Payments();
            p.Number("amount", (t, _) => t.Amount);
            p.Score("model", features => features.Number("amount", t => t.Amount));
        }));

    [Fact]
    public void A_feature_is_added_once() =>
        Assert.Equal(["AnyPipeline: Score(\"model\"): the feature \"count\" is added twice."], ProblemsOf(p =>
        {
            p.Payments();
            var count = p.By("card", t => t.Card).Last(Day).Count("count");
            p.Score("model", features => features.Add(count).Add(count));
        }));

    [Fact]
    public void A_chained_source_has_no_decoder_that_makes_several_events() =>
        Assert.Equal(["AnyPipeline: From(\"payments\").Chained: an output of another pipeline is one event: take the decoder away."], ProblemsOf(p =>
            p.From("payments", new CsvDecoder<Payment>(TestJson.Default.Payment), TestJson.Default.Payment).Chained().Unique(t => t.Id, within: Day).Time(t => t.At, outOfOrder: TimeSpan.Zero)));

    [Fact]
    public void What_was_chained_stays_so_behind_a_change_of_type()
    {
        var pipeline = new AnyPipeline(p => p.From("refunds", TestJson.Default.Refund).Chained().Map(TestJson.Default.Payment, r => new Payment(r.Id, r.Id, r.At, 1)).Unique(t => t.Id, within: Day).Time(t => t.At, outOfOrder: TimeSpan.Zero));
        Assert.True(pipeline.Build().Sources.Single().IsChained);
    }

    [Fact]
    public void A_field_without_setter_can_not_be_written() =>
        AssertProblem("From(\"payments\").Default: 't => t.IsBig' can't be set: give Payment.IsBig an init accessor.", s => s.Default(t => t.IsBig, true));

    [Fact]
    public void A_field_is_one_property() =>
        AssertProblem("From(\"payments\").Map: 't => t.Id.Trim()' is not a field of Payment: name one property, or use Map(t => t with { … }).", s => s.Map(t => t.Id.Trim(), id => id));

    [Fact]
    public void What_is_never_null_needs_no_default() =>
        AssertProblem("From(\"payments\").Default: 't => t.Tries' is int, which is never null: give it a default in Payment.", s => s.Default(t => t.Tries, 1));

    [Fact]
    public void A_value_has_the_type_of_its_field() =>
        AssertProblem("From(\"payments\").Default: 't => t.Tries' is int, the value is double: give a value of the field's type.", s => s.Default(t => t.Tries, 0.5));

    [Fact]
    public void Whole_numbers_are_clipped_to_whole_numbers() =>
        AssertProblem("From(\"payments\").Clip: 't => t.Tries' is a whole number, so its bounds have to be whole numbers.", s => s.Clip(t => t.Tries, AnyPipeline.Beyond(0.5, 9)));

    [Fact]
    public void Bounds_are_in_order() =>
        AssertProblem("From(\"payments\").Reject: Outside has to be given the smaller bound first: outside 9 .. 1.", s => s.Reject(t => t.Amount, AnyPipeline.Beyond(9, 1)));

    [Fact]
    public void A_verb_is_said_once() => AssertProblem("From(\"payments\").Unique: said twice.", s => s.Unique(t => t.Id, Day));

    [Fact]
    public void A_reason_has_words() => AssertProblem("From(\"payments\").Drop: say in 1 to 100 characters why.", s => s.Drop(_ => true, " "));

    [Theory]
    [InlineData(0, "1ms to 3653d, not 0s")]
    [InlineData(-1, "1ms to 3653d, not -1d")]
    [InlineData(4000, "1ms to 3653d, not 4000d")]
    public void A_window_has_a_length(int days, string expected) =>
        Assert.Contains(ProblemsOf(p =>
        {
            p.Payments();
            p.By("card", t => t.Card).Last(TimeSpan.FromDays(days)).Count("count");
        }), problem => problem == $"AnyPipeline: By(\"card\").Last: the window has to be {expected}.");

    [Fact]
    public void A_window_has_whole_milliseconds() =>
        Assert.Equal(["AnyPipeline: By(\"card\").Last: the window has to be whole milliseconds, not 0.5ms."], ProblemsOf(p =>
        {
            p.Payments();
            p.By("card", t => t.Card).Last(TimeSpan.FromTicks(5000)).Count("count");
        }));

    [Fact]
    public void A_closing_window_has_an_aggregate_and_a_small_offset() =>
        Assert.Equal(
            [
                "AnyPipeline: Tumbling(\"hour\"): offset has to be shorter than the window, 1h, not 2h.",
                "AnyPipeline: Tumbling(\"hour\") has no aggregate: say Count, Sum or another one.",
            ],
            ProblemsOf(p =>
            {
                p.Payments();
                p.By("card", t => t.Card).Tumbling("hour", TimeSpan.FromHours(1), offset: TimeSpan.FromHours(2));
            }));

    [Fact]
    public void What_an_aggregate_is_given_is_in_range() =>
        Assert.Equal(
            [
                "AnyPipeline: By(\"card\").LastEvents: 1 to 10000 records, not 0.",
                "AnyPipeline: By(\"card\").Ever: forgetAfter has to be 1ms to 3653d, not 0s.",
                "AnyPipeline: By(\"card\").Ever: forgetAfter has to be 1ms to 3653d, not 3654d.",
                "AnyPipeline: By(\"card\").Ever.Aggregate(\"own\"): an own aggregate is made of rows, which Ever does not keep: take Last(…) or LastEvents(n).",
                "AnyPipeline: By(\"card\").Percentile(\"high\"): p has to be 0 to 1, as 0.95 for the 95th percentile, not 95.",
                "AnyPipeline: By(\"card\"): \"least\" has to have a finite number for empty, or NaN.",
                "AnyPipeline: Tumbling(\"hour\"): \"Most\" can't be a name: lower-case letters, digits and '_', a letter first, at most 80 characters.",
                "AnyPipeline: Tumbling(\"hour\").Percentile(\"low\"): p has to be 0 to 1, as 0.95 for the 95th percentile, not NaN.",
            ],
            ProblemsOf(p =>
            {
                p.Payments();
                var card = p.By("card", t => t.Card);
                card.LastEvents(0).Count("count");
                card.Ever(TimeSpan.Zero).Count("ever");
                card.Ever(TimeSpan.FromDays(3654)).Count("always");
                card.Ever(TimeSpan.FromDays(90)).Aggregate("own", t => t.Amount, new Spread());
                card.Last(TimeSpan.FromHours(1)).Percentile("high", t => t.Amount, 95);
                card.Last(TimeSpan.FromHours(1)).Min("least", t => t.Amount, double.PositiveInfinity);
                var hour = card.Tumbling("hour", TimeSpan.FromHours(1));
                hour.Max("Most", t => t.Amount);
                hour.Percentile("low", t => t.Amount, double.NaN);
            }));

    [Fact]
    public void Last_events_alone_do_not_say_how_late_an_event_may_come() =>
        Assert.Contains("LastEvents: nothing says how late an event may come", Assert.Single(ProblemsOf(p =>
        {
            p.From("payments", TestJson.Default.Payment).Time(t => t.At, outOfOrder: TimeSpan.FromSeconds(1));
            p.By("card", t => t.Card).LastEvents(3).Count("count");
        })), StringComparison.Ordinal);

    [Fact]
    public void Ever_alone_does_not_say_how_late_an_event_may_come() =>
        Assert.Contains("Ever: nothing says how late an event may come", Assert.Single(ProblemsOf(p =>
        {
            p.From("payments", TestJson.Default.Payment).Time(t => t.At, outOfOrder: TimeSpan.FromSeconds(1));
            p.By("card", t => t.Card).Ever(TimeSpan.FromDays(90)).Count("count");
        })), StringComparison.Ordinal);

    [Fact]
    public void A_handle_belongs_to_its_pipeline() =>
        Assert.Equal(["AnyPipeline: \"foreign\" is a value of another pipeline, AnyPipeline."], ProblemsOf(p =>
        {
            Number? foreign = null;
            _ = new AnyPipeline(other => foreign = other.Number("foreign", (t, _) => t.Amount));
            p.Payments();
            p.Score("model", features => features.Add(foreign!));
        }));

    [Fact]
    public void A_key_belongs_to_its_pipeline() =>
        Assert.Contains("AnyPipeline: From(\"refunds\").By: the key \"foreign\" is of another pipeline, AnyPipeline.", ProblemsOf(p =>
        {
            Key? foreign = null;
            _ = new AnyPipeline(other => foreign = other.By("foreign", t => t.Card));
            p.Payments();
            p.From("refunds", TestJson.Default.Refund).Time(f => f.At, Day).By(foreign!, f => f.Card).Last(Day).Count("count");
        }));

    [Fact]
    public void The_events_enter_at_every_key_by_themselves() =>
        Assert.Contains("AnyPipeline: From(\"payments\").By: its records are Payment, which enter at every key by themselves: use the pipeline's By.", ProblemsOf(p =>
            p.Payments().By(p.By("card", t => t.Card), t => t.Card)));

    [Fact]
    public void There_is_one_model_one_decision_and_one_source_per_topic() =>
        Assert.Equal(
            [
                "AnyPipeline: Score(\"second\"): there is one model, \"first\" already.",
                "AnyPipeline: Decide is said twice.",
                "AnyPipeline: From(\"payments\") is said twice: keep what the first one returned.",
            ],
            ProblemsOf(p =>
            {
                p.Payments();
                p.Payments();
                p.By("card", t => t.Card);
                p.Score("first", features => features.Number("amount", t => t.Amount));
                p.Score("second", features => features.Number("distance", t => t.Distance));
                p.Decide((_, _) => Verdict.Refuse);
                p.Decide((_, _) => Verdict.LetPass);
            }));

    [Fact]
    public void At_most_three_keys_and_none_for_nothing() =>
        Assert.Equal(
            [
                "AnyPipeline: By: at most 3 keys, not 4; chain a second pipeline to the predictions.",
                "AnyPipeline: By(\"a\"): nothing is kept per a, so its topic would be a detour: take it out, or say it last.",
                "AnyPipeline: By(\"b\"): nothing is kept per b, so its topic would be a detour: take it out, or say it last.",
                "AnyPipeline: By(\"b\") is said twice: keep what the first one returned.",
                "AnyPipeline: By(\"b\"): nothing is kept per b, so its topic would be a detour: take it out, or say it last.",
            ],
            ProblemsOf(p =>
            {
                p.Payments();
                foreach (var name in new[] { "a", "b", "b", "c" })
                    p.By(name, t => t.Card);
            }, distinct: false));

    [Fact]
    public void Ratios_are_made_window_by_window() =>
        Assert.Equal(["AnyPipeline: Ratio(\"risk\"): \"a\" has the windows 1d, 2d, \"b\" has 1d, 3d."], ProblemsOf(p =>
        {
            p.Payments();
            var card = p.By("card", t => t.Card);
            p.Ratio("risk", card.Last(Day, 2 * Day).Count("a"), card.Last(Day, 3 * Day).Count("b"));
        }));

    [Fact]
    public void Without_key_an_id_is_needed() =>
        Assert.Equal(["AnyPipeline: there is no key: say By(name, …), or .Unique(…) for \"payments\", by which its records are then spread."], ProblemsOf(p =>
            p.From("payments", TestJson.Default.Payment).Time(t => t.At, Day)));

    [Fact]
    public void Outputs_are_the_pipelines_alone() =>
        Assert.Equal(
            [
                "AnyPipeline: To(Topic(\"payments\")): that is a source; a pipeline's outputs are its alone.",
                "AnyPipeline: To(Topic(\"any-pipeline.dead\")): names that begin with \"any-pipeline.\" are for the topics that every pipeline has.",
                "AnyPipeline: To(Topic(\"a b\")): no name for a topic: letters, digits, '.', '_' and '-', at most 200 characters.",
            ],
            ProblemsOf(p =>
            {
                p.Payments();
                p.To("payments");
                p.To("any-pipeline.dead");
                p.To("a b");
            }));

    [Fact]
    public void What_json_would_lose_or_bend_is_refused() =>
        Assert.Contains(ProblemsOf(p => p.From("lossy", TestJson.Default.Lossy)), problem =>
            problem == "AnyPipeline: From(\"lossy\"): Lossy.Secret is ignored by JSON, so it would be lost on the way: take the attribute or the member away.");

    [Fact]
    public void A_local_time_is_refused() =>
        Assert.Contains(ProblemsOf(p => p.From("lossy", TestJson.Default.Lossy)), problem =>
            problem == "AnyPipeline: From(\"lossy\"): Lossy.At is a DateTime, which means another time on another machine: make it a DateTimeOffset.");

    [Fact]
    public void A_source_of_another_type_makes_something() =>
        Assert.Equal(["AnyPipeline: From(\"refunds\").By: nothing is made of \"refunds\" at \"card\": add .Last(…) and an aggregate, or take it out."], ProblemsOf(p =>
        {
            p.Payments();
            p.From("refunds", TestJson.Default.Refund).Time(f => f.At, Day).By(p.By("card", t => t.Card), f => f.Card);
        }));

    private static void AssertProblem(string problem, Func<Source<Payment>, Source<Payment>> say) =>
        Assert.Equal(["AnyPipeline: " + problem], ProblemsOf(p => p.Payments(say)));

    private static IEnumerable<string> ProblemsOf(Action<AnyPipeline> define, bool distinct = true)
    {
        var pipeline = new AnyPipeline(define);
        var exception = Assert.Throws<PipelineException>(pipeline.Build);
        Assert.Equal(string.Join('\n', exception.Problems), exception.Message);
        return distinct ? exception.Problems : pipeline.Draft.Problems;
    }
}
