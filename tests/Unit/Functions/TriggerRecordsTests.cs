using Microsoft.Azure.Functions.Worker;
using Serverless.Functions;

namespace Serverless.Tests.Unit.Functions;

public sealed class TriggerRecordsTests
{
    [Fact]
    public void A_whole_record_is_kept_whole()
    {
        var record = new KafkaRecord
        {
            Topic = "card.transactions",
            Partition = 3,
            Offset = 4711,
            Key = [1, 2],
            Value = [3],
            Timestamp = new KafkaTimestamp { UnixTimestampMs = 1_700_000_000_000 },
            Headers = [new KafkaHeader { Key = "a", Value = [9] }, new KafkaHeader { Key = "a", Value = [8] }],
        };
        var read = Assert.Single(TriggerRecords.Read([record]));
        Assert.Equal(("card.transactions", 3, 4711L, 1_700_000_000_000L), (read.Topic, read.Partition, read.Offset, read.Timestamp));
        Assert.Equal([1, 2], read.Key.ToArray());
        Assert.Equal([3], read.Value.ToArray());
        Assert.Equal(["a", "a"], read.Headers.Select(header => header.Name));
        Assert.True(read.TryGetHeader("a", out var last));
        Assert.Equal([8], last.ToArray());
    }

    [Fact]
    public void What_a_record_lacks_is_empty()
    {
        var record = new KafkaRecord { Topic = "t", Headers = [new KafkaHeader { Key = "empty" }] };
        var read = Assert.Single(TriggerRecords.Read([record]));
        Assert.True(read.Key.IsEmpty && read.Value.IsEmpty);
        Assert.Equal(0, read.Timestamp);
        Assert.True(read.TryGetHeader("empty", out var value));
        Assert.True(value.IsEmpty);
    }

    [Fact]
    public void A_record_without_headers_has_none() =>
        Assert.Empty(Assert.Single(TriggerRecords.Read([new KafkaRecord { Topic = "t", Headers = null! }])).Headers);
}
