using Serverless.Local.Testing;
using Serverless.Streams;

namespace Serverless.Tests.Unit.Streams.Definition;

/// <summary>The last values of a key as columns of the model's input.</summary>
public sealed class SequenceTests
{
    private static readonly Payment Usual = new("1", "c", new DateTimeOffset(2025, 6, 1, 18, 30, 0, TimeSpan.Zero), 12, "fuel", Distance: 4);

    [Fact]
    public async Task The_newest_value_comes_first_and_what_is_not_there_yet_is_as_said()
    {
        var run = await TestRun.Of(Pipeline(3)).Model(0)
            .With(Usual with { Amount = 5 }, Usual with { Id = "2", Amount = 6 }, Usual with { Id = "3", Amount = 7 }, Usual with { Id = "4", Amount = 8 })
            .With(Usual with { Id = "5", Card = "other", Amount = 9 })
            .WithTakeovers()
            .RunAsync();

        run.Features["1"].Expect(("amount_1", 5), ("amount_2", -1), ("amount_3", -1));
        run.Features["3"].Expect(("amount_1", 7), ("amount_2", 6), ("amount_3", 5));
        run.Features["4"].Expect(("amount_1", 8), ("amount_2", 7), ("amount_3", 6));
        run.Features["5"].Expect(("amount_1", 9), ("amount_2", -1), ("amount_3", -1));
    }

    [Fact]
    public void Columns_that_cannot_be_are_a_problem_that_names_the_feature() =>
        Assert.Contains("AnyPipeline: Sequence(\"amount\"): 1 to 1000 columns, not 0.", Assert.Throws<PipelineException>(() => Pipeline(0).Build()).Problems);

    private static AnyPipeline Pipeline(int columns) => new(p =>
    {
        p.Payments();
        var amounts = p.By("card", t => t.Card).LastEvents(10).Collect("amounts", t => t.Amount, limit: 10);
        p.Score("model", features => features.Sequence("amount", amounts, columns, empty: -1));
    });
}
