using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Durable;

public sealed class LogPiecesTests
{
    private const string Topic = "topic";
    private readonly MemoryLog _log = new();

    public LogPiecesTests()
    {
        for (var value = 0; value < 5; value++)
            _log.Append(new OutgoingRecord { Topic = Topic, Partition = 0, Value = new[] { (byte)value } });
    }

    [Theory]
    [InlineData(0, 5, new[] { 2, 2, 1 })]
    [InlineData(1, 4, new[] { 2, 1 })]
    [InlineData(3, 3, new int[0])]
    public async Task A_range_comes_whole_and_in_pieces(long from, long end, int[] sizes)
    {
        var pieces = new List<IReadOnlyList<LogRecord>>();
        await foreach (var piece in _log.PiecesAsync(Topic, 0, from, end, 2))
            pieces.Add(piece);

        Assert.Equal(sizes, pieces.Select(piece => piece.Count));
        Assert.Equal(Enumerable.Range((int)from, (int)(end - from)), pieces.SelectMany(piece => piece).Select(record => (int)record.Offset));
    }

    [Fact]
    public async Task An_offset_below_the_end_that_is_not_handed_out_is_said_and_not_asked_for_again()
    {
        var failure = await Assert.ThrowsAsync<LogException>(async () =>
        {
            await foreach (var piece in _log.PiecesAsync(Topic, 0, 0, 8, 100))
                Assert.Equal(5, piece.Count);
        });

        Assert.Equal("topic/0: offset 5 is not handed out, though the range ends at 8.", failure.Message);
    }
}
