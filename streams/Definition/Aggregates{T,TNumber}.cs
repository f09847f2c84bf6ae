using System.Runtime.CompilerServices;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>Aggregates over a window. Null is passed over; <c>empty</c> is the value where there is nothing (NaN: missing, to the model).</summary>
/// <typeparam name="T">The record's type.</typeparam>
/// <typeparam name="TNumber"><see cref="Number"/> over one window, <see cref="Numbers"/> over several.</typeparam>
public abstract class Aggregates<T, TNumber>
    where T : class
{
    private protected Aggregates()
    {
    }

    /// <summary>How many records.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Its handle.</returns>
    public TNumber Count(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Make(name, new AggregateSpec(AggregateKind.Count, 0), null);
    }

    /// <summary>How many different texts, exactly; each is kept as long as its record. An equal text is one of the same characters.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The text of a record.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    public TNumber CountDistinct(string name, Func<T, string?> value, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        return Make(name, new AggregateSpec(AggregateKind.CountDistinct, 0), Selector.OfText(value, text));
    }

    /// <summary>The sum of the values that are there; 0 where there is none. The exact sum is rounded once, so the order of the records changes no bit.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value of a record.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    public TNumber Sum(string name, Func<T, double?> value, [CallerArgumentExpression(nameof(value))] string text = "") =>
        Make(name, AggregateKind.Sum, value, 0, text);

    /// <summary>The mean of the values that are there: their sum, rounded once, divided by their number.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value of a record.</param>
    /// <param name="empty">The mean of nothing.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    public TNumber Mean(string name, Func<T, double?> value, double empty = double.NaN, [CallerArgumentExpression(nameof(value))] string text = "") =>
        Make(name, AggregateKind.Mean, value, empty, text);

    /// <summary>The smallest value.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value of a record.</param>
    /// <param name="empty">The value of nothing.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    public TNumber Min(string name, Func<T, double?> value, double empty = double.NaN, [CallerArgumentExpression(nameof(value))] string text = "") =>
        Make(name, AggregateKind.Min, value, empty, text);

    /// <summary>The greatest value.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value of a record.</param>
    /// <param name="empty">The value of nothing.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    public TNumber Max(string name, Func<T, double?> value, double empty = double.NaN, [CallerArgumentExpression(nameof(value))] string text = "") =>
        Make(name, AggregateKind.Max, value, empty, text);

    /// <summary>The sample variance, Σ(x − mean)² / (n − 1), computed from exact sums: no offset of the values, however large, costs a digit.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value of a record.</param>
    /// <param name="empty">The variance of fewer than two values.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    public TNumber Variance(string name, Func<T, double?> value, double empty = double.NaN, [CallerArgumentExpression(nameof(value))] string text = "") =>
        Make(name, AggregateKind.Variance, value, empty, text);

    /// <summary>The sample standard deviation: the root of the variance.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value of a record.</param>
    /// <param name="empty">The deviation of fewer than two values.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    public TNumber StdDev(string name, Func<T, double?> value, double empty = double.NaN, [CallerArgumentExpression(nameof(value))] string text = "") =>
        Make(name, AggregateKind.StdDev, value, empty, text);

    /// <summary>
    /// A percentile by nearest rank, the value at rank ⌈p·n⌉: exact for up to 128 values; for more, at most 1/128 (0.8 %) of the value away, by the sketch of
    /// Masson, Rim and Lee ("DDSketch", PVLDB 12, 2019).
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value of a record.</param>
    /// <param name="p">From 0, the smallest value, to 1, the greatest: 0.95 for the 95th percentile.</param>
    /// <param name="empty">The value of nothing.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    public TNumber Percentile(string name, Func<T, double?> value, double p, double empty = double.NaN, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        return Make(name, new AggregateSpec(AggregateKind.Percentile, empty) { P = p }, Selector.Number(value, text));
    }

    private protected abstract TNumber Make(string name, AggregateSpec spec, Selector? value);

    private protected TNumber Make(string name, AggregateKind kind, Func<T, double?> value, double empty, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        return Make(name, new AggregateSpec(kind, empty), Selector.Number(value, text));
    }
}
