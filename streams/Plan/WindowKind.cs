namespace Serverless.Streams.Plan;

/// <summary>How events are put into windows.</summary>
internal enum WindowKind
{
    /// <summary>Windows of one length, side by side.</summary>
    Tumbling,

    /// <summary>Windows of one length that start every slide. Flink calls them sliding.</summary>
    Hopping,

    /// <summary>Events with less than a gap between them.</summary>
    Session,
}
