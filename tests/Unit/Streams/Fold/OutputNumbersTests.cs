using System.Collections.Immutable;
using Serverless.Streams.Codec;
using Serverless.Streams.Fold;

namespace Serverless.Tests.Unit.Streams.Fold;

public sealed class OutputNumbersTests
{
    [Fact]
    public void Numbers_are_given_in_the_plans_order_from_one()
    {
        var numbers = new OutputNumbers(Definitions("a", "b"));
        Assert.True(numbers.AreMissing);
        Assert.Empty(numbers.InOrder);
        numbers.Assign(5);
        Assert.False(numbers.AreMissing);
        Assert.Equal([("a", 1, 5L), ("b", 2, 5)], Said(numbers));
    }

    [Fact]
    public void A_new_definition_gets_the_next_free_number_and_speaks_from_its_own_offset()
    {
        var old = new OutputNumbers(Definitions("a", "b"));
        old.Assign(0);
        var numbers = Again(old, "c", "b", "a");
        Assert.True(numbers.AreMissing);
        numbers.Assign(100);
        Assert.Equal([("a", 1, 0L), ("b", 2, 0), ("c", 3, 100)], Said(numbers));
    }

    [Fact]
    public void A_number_is_never_used_again_and_found_again_when_its_definition_returns()
    {
        var numbers = new OutputNumbers(Definitions("a", "b"));
        numbers.Assign(0);
        numbers = Again(numbers, "a");
        numbers = Again(numbers, "a", "c");
        numbers.Assign(10);
        Assert.Equal([("a", 1, 0L), ("c", 3, 10)], Said(numbers));
        Assert.Equal([("a", 1, 0L), ("b", 2, 0), ("c", 3, 10)], Said(Again(numbers, "c", "b", "a")));
    }

    [Fact]
    public void A_definition_is_silent_before_its_number_is_valid()
    {
        var shard = EventRulesPlan.Shard();
        shard.Event(EventRulesPlan.Reading("a"), "k", 100);
        var writer = new ByteWriter();
        writer.Number(1);
        writer.Text("prediction");
        writer.Number(1);
        writer.Number(shard.Log.Count + 1);
        var reader = new ByteReader(writer.Written);
        shard.Fold.Numbers.Read(ref reader);

        Assert.Empty(shard.Event(EventRulesPlan.Reading("b"), "k", 100));
        Assert.Single(shard.Event(EventRulesPlan.Reading("c"), "k", 100));
    }

    private static (string, int, long)[] Said(OutputNumbers numbers) => [.. numbers.InOrder.Select(entry => (entry.Definition.Hash, entry.Number, entry.Since))];

    private static OutputNumbers Again(OutputNumbers numbers, params string[] hashes)
    {
        var writer = new ByteWriter();
        numbers.Write(writer);
        var reader = new ByteReader(writer.Written);
        var again = new OutputNumbers(Definitions(hashes));
        again.Read(ref reader);
        return again;
    }

    private static ImmutableArray<OutputDefinition> Definitions(params string[] hashes) => [.. hashes.Select(hash => new OutputDefinition(OutputKind.Event, 0, hash))];
}
