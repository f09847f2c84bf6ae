using Serverless.Durable.Stages;
using Serverless.Streams.Records;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.Durable;

/// <summary>Silence is decided topic by topic: a prediction may have landed and its alert not.</summary>
public sealed class SilenceTests
{
    private const string Route = "high-readings";
    private static readonly WriterId Writer = new("fold-pipeline.by-key", 1, 0);
    private readonly MemoryLog _log = new();

    [Fact]
    public async Task Nothing_published_holds_nothing_back()
    {
        var silence = await ReadAsync();
        Assert.Equal((-1, -1), (silence.ScoredThrough, silence.LastOffset));
        Assert.False(silence.Holds(RecordedLog.Plan.Predictions, Writer, 0, 0));
        Assert.False(Silence.None.Holds(Route, Writer, 0, 0));
    }

    [Theory]
    [InlineData(9, 1, true)]
    [InlineData(10, 1, true)]
    [InlineData(10, 2, false)]
    [InlineData(11, 1, false)]
    public async Task What_a_topics_tail_covers_is_held_back_in_that_topic_alone(long offset, int number, bool isHeld)
    {
        Tail(RecordedLog.Plan.Predictions, 10);
        Tail(Route, 4);
        var silence = await ReadAsync();

        Assert.Equal(isHeld, silence.Holds(RecordedLog.Plan.Predictions, Writer, offset, OutputId.SlotOf(number, 0)));
        Assert.False(silence.Holds(Route, Writer, offset, OutputId.SlotOf(number, 0)));
        Assert.False(silence.Holds(RecordedLog.Plan.Events, Writer, offset, OutputId.SlotOf(number, 0)));
    }

    [Fact]
    public async Task Rows_from_the_lowest_tail_on_are_scored_again_that_row_included()
    {
        Tail(RecordedLog.Plan.Predictions, 10);
        Tail(Route, 4);
        var silence = await ReadAsync();
        Assert.Equal((3, 10), (silence.ScoredThrough, silence.LastOffset));
    }

    [Fact]
    public async Task A_topic_without_a_tail_has_everything_scored_again()
    {
        Tail(RecordedLog.Plan.Predictions, 10);
        Assert.Equal(-1, (await ReadAsync()).ScoredThrough);
    }

    [Fact]
    public async Task The_tail_of_an_older_generation_holds_nothing_of_a_newer_one()
    {
        Tail(RecordedLog.Plan.Predictions, 10);
        Assert.False((await ReadAsync()).Holds(RecordedLog.Plan.Predictions, Writer with { Generation = 2 }, 0, 0));
    }

    private void Tail(string topic, long offset)
    {
        var id = new OutputId(Writer, offset, OutputId.SlotOf(1, 0)).ToString();
        _log.Append(new OutgoingRecord { Topic = topic, Partition = 0, Value = default, Headers = [new RecordHeader(OutputHeaders.Id, System.Text.Encoding.UTF8.GetBytes(id))] });
    }

    private ValueTask<Silence> ReadAsync() => Silence.ReadAsync(_log, RecordedLog.Plan, Writer, default);
}
