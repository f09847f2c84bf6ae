using System.Text;
using Serverless.Durable.Stages;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Durable;

public sealed class ChainedPositionTests
{
    [Fact]
    public void The_id_of_a_prediction_is_its_position_whatever_its_offset()
    {
        Assert.Null(ChainedPosition.Problem(Record("p.by-key@1/3:4711:2.0", "prediction"), out var position));
        Assert.Equal(new OriginPosition(4711, OutputId.SlotOf(2, 0)), position);
    }

    [Theory]
    [InlineData(null, "prediction", "no id of an output")]
    [InlineData("4711", "prediction", "no id of an output")]
    [InlineData("p.by-key@1/3:4711:2.0", null, "no prediction")]
    [InlineData("p.by-key@1/3:4711:2.0", "window", "no prediction")]
    [InlineData("p.by-key@1/4:4711:2.0", "prediction", "written by p.by-key@1/4, which has no part in this partition")]
    [InlineData("p.by-key@2/3:4711:2.0", "prediction", "written by p.by-key@2/3, which has no part in this partition")]
    public void What_one_writer_per_partition_did_not_write_has_none(string? id, string? type, string problem) =>
        Assert.Equal(problem, ChainedPosition.Problem(Record(id, type), out _));

    private static LogRecord Record(string? id, string? type)
    {
        var headers = new List<RecordHeader>();
        if (id is not null)
            headers.Add(new RecordHeader(OutputHeaders.Id, Encoding.UTF8.GetBytes(id)));
        if (type is not null)
            headers.Add(new RecordHeader(OutputHeaders.Type, Encoding.UTF8.GetBytes(type)));
        return new LogRecord { Topic = "p.predictions", Partition = 3, Offset = 99, Headers = headers };
    }
}
