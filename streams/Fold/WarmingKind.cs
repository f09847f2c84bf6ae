namespace Serverless.Streams.Fold;

/// <summary>What a new aggregate is exact for from a time on.</summary>
internal enum WarmingKind
{
    /// <summary>Events of that time or later.</summary>
    Events,

    /// <summary>Windows that start then or later.</summary>
    Windows,

    /// <summary>Keys that have had as many records since as it looks back on.</summary>
    Rows,

    /// <summary>Keys whose first record, or the first one after a silence, is later.</summary>
    Keys,
}
