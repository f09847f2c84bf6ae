namespace Serverless.Streams.Plan;

/// <summary>The aggregates. Their names are part of the hashes of definitions.</summary>
internal enum AggregateKind
{
    /// <summary>The number of rows.</summary>
    Count,

    /// <summary>The sum of the values that are there, rounded once.</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The number of different texts.</summary>
    CountDistinct,

    /// <summary>The smallest value.</summary>
    Min,

    /// <summary>The greatest value.</summary>
    Max,

    /// <summary>The first value by event time.</summary>
    First,

    /// <summary>The latest value by event time.</summary>
    Latest,

    /// <summary>The sample variance.</summary>
    Variance,

    /// <summary>Its root.</summary>
    StdDev,

    /// <summary>A percentile by nearest rank.</summary>
    Percentile,

    /// <summary>The most frequent texts.</summary>
    TopK,

    /// <summary>The newest values by event time.</summary>
    Collect,

    /// <summary>A user's own.</summary>
    Own,
}
