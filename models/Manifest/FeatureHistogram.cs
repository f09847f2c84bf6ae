namespace Serverless.Models;

/// <summary>How a feature was spread in training. Bin i holds <c>edges[i-1] &lt; x ≤ edges[i]</c>; the first and the last bin are open-ended.</summary>
public sealed record FeatureHistogram
{
    /// <summary>The inner edges, rising; 0 to 255.</summary>
    public required IReadOnlyList<double> Edges { get; init; }

    /// <summary>Rows per bin; one more than edges.</summary>
    public required IReadOnlyList<long> Counts { get; init; }
}
