namespace Serverless.Streams.Plan;

/// <summary>The built-in aggregates.</summary>
internal enum AggregateKind
{
    /// <summary>The number of rows.</summary>
    Count,

    /// <summary>The compensated sum of the values that are there.</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,
}
