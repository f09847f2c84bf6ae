namespace Serverless.Streams.Cleansing;

/// <summary>The times of one record, milliseconds since the epoch.</summary>
internal struct RecordTime
{
    /// <summary>Of the year 1000: before it lies <c>default(DateTimeOffset)</c>, which is no time but a missing one.</summary>
    public const long Earliest = -30_610_224_000_000;

    /// <summary>Of the year 9000: window ends and horizons of ten years beyond it still are dates.</summary>
    public const long Latest = 221_845_392_000_000;

    /// <summary>The broker's time stamp: the record's "now".</summary>
    public long Broker;

    /// <summary>Its event time.</summary>
    public long Event;

    public static bool IsCarried(long time) => time is >= Earliest and < Latest;
}
