namespace Serverless.Streams;

/// <summary>What is usual of one field, or of one feature: measured from history.</summary>
public sealed record FieldProfile
{
    /// <summary>The probabilities of <see cref="Quantiles"/>.</summary>
    public static IReadOnlyList<double> Probabilities { get; } = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999];

    /// <summary>Values that were there.</summary>
    public required long Count { get; init; }

    /// <summary>Records without a value: null, blank or no number.</summary>
    public long Missing { get; init; }

    /// <summary>The mean, in the field's own unit, as all that follow.</summary>
    public double Mean { get; init; }

    /// <summary>The standard deviation of the population, by Welford's method.</summary>
    public double Deviation { get; init; }

    /// <summary>The median.</summary>
    public double Median { get; init; }

    /// <summary>The median absolute deviation from the median, as it is: not multiplied by 1.4826.</summary>
    public double Mad { get; init; }

    /// <summary>The least value.</summary>
    public double Min { get; init; }

    /// <summary>The greatest value.</summary>
    public double Max { get; init; }

    /// <summary>The quantiles at <see cref="Probabilities"/>, between two values by linear interpolation (Hyndman and Fan's type 7); empty of a text.</summary>
    public IReadOnlyList<double> Quantiles { get; init => field = value ?? []; } = [];

    /// <summary>Of a text: how often each of the most frequent values came, at most 100; empty where there are more than a thousand different ones, as of an id.</summary>
    public IReadOnlyDictionary<string, long> Categories { get; init => field = value ?? new Dictionary<string, long>(); } = new Dictionary<string, long>();
}
