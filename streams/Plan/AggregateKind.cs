namespace Serverless.Streams.Plan;

/// <summary>The built-in aggregates. Their names are part of the hashes of definitions.</summary>
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
}
