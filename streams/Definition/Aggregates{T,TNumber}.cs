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
    public TNumber Count(string name) => Make(name, AggregateKind.Count, null, "", 0);

    /// <summary>The sum of the values that are there; 0 where there is none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value of a record.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    public TNumber Sum(string name, Func<T, double?> value, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Make(name, AggregateKind.Sum, value, text, 0);
    }

    /// <summary>The mean of the values that are there.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value of a record.</param>
    /// <param name="empty">The mean of nothing.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    public TNumber Mean(string name, Func<T, double?> value, double empty = double.NaN, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Make(name, AggregateKind.Mean, value, text, empty);
    }

    private protected abstract TNumber Make(string name, AggregateKind kind, Func<T, double?>? value, string text, double empty);
}
