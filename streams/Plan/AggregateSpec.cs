using System.Globalization;
using Serverless.Streams.Accumulators;

namespace Serverless.Streams.Plan;

/// <summary>What is computed of the values of a window.</summary>
/// <param name="Kind">The aggregate.</param>
/// <param name="Empty">The value where there is nothing.</param>
internal sealed record AggregateSpec(AggregateKind Kind, double Empty)
{
    /// <summary>Of a percentile: from 0 to 1.</summary>
    public double P { get; init; }

    /// <summary>Of a list: how many values it holds at most.</summary>
    public int Most { get; init; }

    /// <summary>Of the first, the latest and lists: whether the values are texts; else numbers.</summary>
    public bool IsText { get; init; }

    /// <summary>The value where there is nothing, of what results in no number: a text or an empty list.</summary>
    public object? EmptyObject { get; init; }

    /// <summary>A user's aggregate.</summary>
    public OwnAggregate? Own { get; init; }

    /// <summary>Whether it results in a number; else in a text or a list.</summary>
    public bool IsNumber => EmptyObject is null;

    /// <summary>What there is where nothing is.</summary>
    public AggregateValue Nothing => IsNumber ? new(Empty) : new(double.NaN, EmptyObject);

    /// <summary>An aggregate of nothing yet.</summary>
    /// <param name="mustRemove">Whether values have to be taken out again, where the aggregate can.</param>
    public Accumulator NewAccumulator(bool mustRemove = false) => Kind switch
    {
        AggregateKind.Count => new CountAccumulator(),
        AggregateKind.Sum => new SumAccumulator(),
        AggregateKind.Mean => new MeanAccumulator(),
        AggregateKind.CountDistinct => new DistinctAccumulator(),
        AggregateKind.Min or AggregateKind.Max => new ExtremeAccumulator(Kind == AggregateKind.Max),
        AggregateKind.First or AggregateKind.Latest => new EdgeAccumulator(Kind == AggregateKind.Latest, IsText),
        AggregateKind.Variance or AggregateKind.StdDev => new VarianceAccumulator(Kind == AggregateKind.StdDev),
        AggregateKind.Percentile => new PercentileAccumulator(P, keepsFew: !mustRemove),
        AggregateKind.TopK => new TopAccumulator(Most),
        AggregateKind.Collect => new CollectAccumulator(Most, IsText),
        AggregateKind.Own => Own!.NewAccumulator(),
        _ => throw new InvalidOperationException($"{Kind} is no aggregate."),
    };

    /// <summary>The result, or the value of nothing.</summary>
    public AggregateValue Of(AggregateValue result) => result.IsMissing ? Nothing : result;

    /// <summary>In words, for <c>explain</c>: <c>mean of t.Amount</c>.</summary>
    public string Words(string text) => Kind switch
    {
        AggregateKind.Count => text.Length == 0 ? "count" : "count " + text,
        AggregateKind.CountDistinct => "distinct " + text,
        AggregateKind.StdDev => "standard deviation of " + text,
        AggregateKind.Percentile => string.Create(CultureInfo.InvariantCulture, $"percentile {P * 100:0.####} of {text}"),
        AggregateKind.TopK => string.Create(CultureInfo.InvariantCulture, $"{Most} most frequent of {text}"),
        AggregateKind.Collect => string.Create(CultureInfo.InvariantCulture, $"newest {Most} of {text}"),
        AggregateKind.Own => $"{Own!.Text} of {text}",
        _ => $"{Kind.ToString().ToLowerInvariant()} of {text}",
    };
}
