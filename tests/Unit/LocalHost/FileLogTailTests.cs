using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.LocalHost;

public sealed class FileLogTailTests : IDisposable
{
    private static readonly WriterId Writer = new("orders.scores", 1, 0);
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task The_last_id_of_a_writer_is_found_behind_those_of_others()
    {
        await using var log = _data.Open();
        await log.AppendAsync(Output(Writer, 5), Output(Writer, 7), Output(Writer with { Shard = 1 }, 9));
        await log.AppendAsync(Output(Writer with { Stage = "other" }, 11), Records.Of("none"));
        Assert.Equal(new OutputId(Writer, 7, 0), await log.TailAsync(DataFolder.Topic, 0, Writer, default));
        Assert.Equal(9, (await log.TailAsync(DataFolder.Topic, 0, Writer with { Shard = 1 }, default))?.Offset);
        Assert.Null(await log.TailAsync(DataFolder.Topic, 0, Writer with { Shard = 2 }, default));
    }

    [Fact]
    public async Task An_older_generation_of_the_writer_counts()
    {
        await using var log = _data.Open();
        await log.AppendAsync(Output(Writer, 5));
        Assert.Equal(new OutputId(Writer, 5, 0), await log.TailAsync(DataFolder.Topic, 0, Writer with { Generation = 2 }, default));
    }

    [Fact]
    public async Task An_empty_partition_has_none()
    {
        await using var log = _data.Open();
        Assert.Null(await log.TailAsync(DataFolder.Topic, 0, Writer, default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1234)]
    [InlineData(3999)]
    public async Task It_is_found_anywhere_in_many_segments_after_reopening(int at)
    {
        await using (var log = _data.Open(segmentBytes: 100_000))
        {
            for (var first = 0; first < 4000; first += 100)
            {
                var other = Writer with { Shard = 1 };
                await log.AppendAsync([.. Enumerable.Range(first, 100).Select(number => Output(number == at ? Writer : other, number))]);
            }
        }

        Assert.InRange(_data.Segments().Length, 3, 20);
        await using var again = _data.Open(segmentBytes: 100_000);
        Assert.Equal(new OutputId(Writer, at, 0), await again.TailAsync(DataFolder.Topic, 0, Writer, default));
        await again.TrimAsync(DataFolder.Topic, 0, long.MaxValue);
        Assert.Equal(at == 3999, await again.TailAsync(DataFolder.Topic, 0, Writer, default) is not null);
    }

    private static OutgoingRecord Output(WriterId writer, long offset)
    {
        var id = Records.Header(OutputHeaders.Id, new OutputId(writer, offset, 0).ToString());
        return Records.Of("output", headers: [Records.Header(OutputHeaders.Type, "prediction"), id]);
    }
}
