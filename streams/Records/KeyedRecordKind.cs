namespace Serverless.Streams.Records;

/// <summary>What a record of a keyed topic is.</summary>
internal enum KeyedRecordKind : byte
{
    /// <summary>An event with its key; the value is the numbers made upstream and the JSON.</summary>
    Event = 1,

    /// <summary>An origin's watermark, for shards that got no data.</summary>
    Progress = 2,

    /// <summary>Clock: processing time, who is idle, the whole rollout.</summary>
    Tick = 3,

    /// <summary>Clock: who counts for the watermark.</summary>
    Origins = 4,

    /// <summary>The last record of an origin in a bounded run, with the greatest watermark.</summary>
    End = 5,
}
