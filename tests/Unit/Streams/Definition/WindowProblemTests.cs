using Serverless.Streams;

namespace Serverless.Tests.Unit.Streams.Definition;

/// <summary>Windows that can't be are refused at the start, by name.</summary>
public sealed class WindowProblemTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static TheoryData<string> Bad => [.. Definitions.Keys];

    private static Dictionary<string, Func<Keyed<Payment>, ClosingWindow<Payment>>> Definitions { get; } = new()
    {
        ["Hopping(\"w\"): slide has to be 1ms to 3653d, not 0s."] = key => key.Hopping("w", Hour, TimeSpan.Zero),
        ["Hopping(\"w\"): slide has to be 1ms to 3653d, not -1h."] = key => key.Hopping("w", Hour, -Hour),
        ["Hopping(\"w\"): size has to be 1ms to 3653d, not 0s."] = key => key.Hopping("w", TimeSpan.Zero, Hour),
        ["Hopping(\"w\"): size has to be whole milliseconds, not 0.1ms."] = key => key.Hopping("w", TimeSpan.FromTicks(1_000), TimeSpan.FromMilliseconds(1)),
        ["Hopping(\"w\"): offset has to be shorter than the slide, 1h, not 1h."] = key => key.Hopping("w", 4 * Hour, Hour, offset: Hour),
        ["Hopping(\"w\"): offset has to be shorter than the slide, 1h, not -2h."] = key => key.Hopping("w", 4 * Hour, Hour, offset: -2 * Hour),
        ["Hopping(\"w\"): at most 10000 windows may overlap: the slide, 1ms, is too short for windows of 1h."] = key => key.Hopping("w", Hour, TimeSpan.FromMilliseconds(1)),
        ["Hopping(\"w\"): allowedLateness has to be 0s to 3653d, not -1h."] = key => key.Hopping("w", Hour, Hour, allowedLateness: -Hour),
        ["Tumbling(\"w\"): size has to be 1ms to 3653d, not 0s."] = key => key.Tumbling("w", TimeSpan.Zero),
        ["Tumbling(\"w\"): size has to be 1ms to 3653d, not 10000000d."] = key => key.Tumbling("w", TimeSpan.FromDays(10_000_000)),
        ["Tumbling(\"w\"): offset has to be shorter than the window, 1h, not -922337203685477.5808ms."] = key => key.Tumbling("w", Hour, offset: TimeSpan.MinValue),
        ["Tumbling(\"w\"): allowedLateness has to be 0s to 3653d, not -1h."] = key => key.Tumbling("w", Hour, allowedLateness: -Hour),
        ["Session(\"w\"): gap has to be 1ms to 3653d, not 0s."] = key => key.Session("w", TimeSpan.Zero),
        ["Session(\"w\"): gap has to be 1ms to 3653d, not -1h."] = key => key.Session("w", -Hour),
        ["Session(\"w\"): allowedLateness has to be 0s to 3653d, not 4000d."] = key => key.Session("w", Hour, TimeSpan.FromDays(4_000)),
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_window_that_can_not_be_is_refused_by_name(string problem) =>
        Assert.Contains("AnyPipeline: " + problem, ProblemsOf(p =>
        {
            p.Payments();
            Definitions[problem](p.By("card", t => t.Card)).Count("count");
        }));

    [Fact]
    public void An_id_is_remembered_until_no_open_window_can_take_its_repeat()
    {
        static void Define(AnyPipeline p, TimeSpan lateness)
        {
            p.Payments();
            p.By("card", t => t.Card).Tumbling("hour", Hour, allowedLateness: lateness).Count("count");
        }

        var longest = TimeSpan.FromDays(1) - TimeSpan.FromSeconds(10);
        Assert.NotNull(new AnyPipeline(p => Define(p, longest)).Build());
        Assert.Equal(
            ["AnyPipeline: From(\"payments\").Unique: within has to be at least 86401s, outOfOrder and the longest allowedLateness together, not 1d: a repeat could come when its id is forgotten."],
            ProblemsOf(p => Define(p, longest + TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public void An_event_has_no_value_of_a_hopping_window_be_it_a_number_or_a_list() => Assert.Equal(
        ["sum", "amounts"],
        ProblemsOf(p =>
        {
            p.Payments();
            var window = p.By("card", t => t.Card).Hopping("w", Hour, Hour / 2);
            var (sum, amounts) = (window.Sum("sum", t => t.Amount), window.Collect("amounts", t => t.Amount, 3));
            p.Score("model", features => features.Add(sum).Sequence("amount", amounts, 3));
        }).Where(problem => problem.Contains("is of a hopping window, of which several are open at once", StringComparison.Ordinal)).Select(problem => problem.Split('"')[1][2..]));

    private static string[] ProblemsOf(Action<AnyPipeline> define) => [.. Assert.Throws<PipelineException>(() => new AnyPipeline(define).Build()).Problems];
}
