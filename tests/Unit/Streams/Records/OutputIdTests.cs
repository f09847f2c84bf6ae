using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Records;

public sealed class OutputIdTests
{
    private const int MostNumber = (1 << 23) - 1;
    private const long MostOrdinal = (1L << 40) - 1;
    private static readonly WriterId Writer = new("card-fraud.by-terminal", 1, 3);

    [Fact]
    public void The_text_is_writer_offset_number_and_ordinal() =>
        Assert.Equal("card-fraud.by-terminal@1/3:4711:2.7", new OutputId(Writer, 4711, OutputId.SlotOf(2, 7)).ToString());

    [Fact]
    public void Every_id_is_read_back_from_its_text() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(NonNegativeInt Generation, NonNegativeInt Shard, long Offset, int Number, long Ordinal)>(), parts =>
        {
            var slot = OutputId.SlotOf(parts.Number & MostNumber, parts.Ordinal & MostOrdinal);
            var id = new OutputId(new WriterId("a.by-b", parts.Generation.Get, parts.Shard.Get), parts.Offset & long.MaxValue, slot);
            return OutputId.TryParse(id.ToString(), out var again) && again == id;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_slot_of_progress_is_an_id_too_and_the_greatest()
    {
        var last = new OutputId(Writer, 1, OutputId.LastSlot);
        Assert.True(OutputId.TryParse(last.ToString(), out var again));
        Assert.Equal(last, again);
        Assert.True(last.IsAfter(last with { Slot = OutputId.SlotOf(MostNumber, MostOrdinal - 1) }));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("a")]
    [InlineData("a@1/3:5")]
    [InlineData("a@1/3:5:2")]
    [InlineData("a@1/3:5:2.")]
    [InlineData("a@1/3:5:.0")]
    [InlineData("a@1/3::2.0")]
    [InlineData("a@1/:5:2.0")]
    [InlineData("a@/3:5:2.0")]
    [InlineData("@1/3:5:2.0")]
    [InlineData("a@1:5:2.0")]
    [InlineData("a/1@3:5:2.0")]
    [InlineData("a@1/3:-5:2.0")]
    [InlineData("a@1/3:5:-2.0")]
    [InlineData("a@1/3: 5:2.0")]
    [InlineData("a@1/3:5:+2.0")]
    [InlineData("a@1/3:5:2.0 ")]
    [InlineData("a@1/3:5.2:0")]
    [InlineData("a@1/3000000000:5:2.0")]
    [InlineData("a@1/3:9223372036854775808:2.0")]
    [InlineData("a@1/3:5:8388608.0")]
    [InlineData("a@1/3:5:2.1099511627776")]
    public void What_is_no_id_is_refused(string text) => Assert.False(OutputId.TryParse(text, out _));

    [Fact]
    public void Any_text_is_read_or_refused_and_what_is_read_has_a_slot_that_is_not_negative() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text => !OutputId.TryParse(text, out var id) || id.Slot >= 0).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1/3:5:2.1", "1/3:5:2.0", true)]
    [InlineData("1/3:5:3.0", "1/3:5:2.9", true)]
    [InlineData("1/3:6:1.0", "1/3:5:9.9", true)]
    [InlineData("2/3:0:1.0", "1/3:99:9.9", true)]
    [InlineData("1/3:5:2.0", "1/3:5:2.0", false)]
    [InlineData("1/3:5:2.0", "1/3:5:2.1", false)]
    [InlineData("1/3:99:9.9", "2/3:0:1.0", false)]
    public void Generation_comes_before_offset_before_number_before_ordinal(string one, string other, bool isAfter) =>
        Assert.Equal(isAfter, Parse(one).IsAfter(Parse(other)));

    [Fact]
    public void Slots_rise_with_the_number_then_with_the_ordinal() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(int Number, long Ordinal, int OtherNumber, long OtherOrdinal)>(), two =>
        {
            var (one, other) = ((two.Number & MostNumber, two.Ordinal & MostOrdinal), (two.OtherNumber & MostNumber, two.OtherOrdinal & MostOrdinal));
            return OutputId.SlotOf(one.Item1, one.Item2).CompareTo(OutputId.SlotOf(other.Item1, other.Item2)) == one.CompareTo(other);
        }).QuickCheckThrowOnFailure();

    private static OutputId Parse(string text) =>
        OutputId.TryParse("a@" + text, out var id) ? id : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"no id: {text}"));
}
