namespace Serverless.Streams.Plan;

/// <summary>What came of a source record.</summary>
internal enum CleansedKind
{
    /// <summary>It goes on.</summary>
    Clean,

    /// <summary>It goes to the dead letters.</summary>
    Dead,

    /// <summary>It is wanted nowhere; it is counted.</summary>
    Dropped,
}
