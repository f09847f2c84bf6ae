using System.Runtime.CompilerServices;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>One window, and the aggregates of it that only one window can have.</summary>
/// <typeparam name="T">The record's type.</typeparam>
public abstract class Window<T> : Aggregates<T, Number>
    where T : class
{
    private protected Window()
    {
    }

    /// <summary>The first value by event time; of equal times the one that came first.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value of a record.</param>
    /// <param name="empty">The value of nothing.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    public Number First(string name, Func<T, double?> value, double empty = double.NaN, [CallerArgumentExpression(nameof(value))] string text = "") =>
        Make(name, AggregateKind.First, value, empty, text);

    /// <summary>The latest value by event time; of equal times the one that came last. Over another source: its record as of the event's time.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value of a record.</param>
    /// <param name="empty">The value of nothing.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    public Number Latest(string name, Func<T, double?> value, double empty = double.NaN, [CallerArgumentExpression(nameof(value))] string text = "") =>
        Make(name, AggregateKind.Latest, value, empty, text);
}
