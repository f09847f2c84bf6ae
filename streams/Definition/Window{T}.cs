using System.Runtime.CompilerServices;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>One window, and the aggregates of it that only one window can have.</summary>
/// <typeparam name="T">The record's type.</typeparam>
public abstract partial class Window<T> : Aggregates<T, Number>
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

    /// <summary>The first text by event time; of equal times the one that came first. At most 256 characters of it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The text of a record.</param>
    /// <param name="empty">The text where there is none.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    public Value<string> First(string name, Func<T, string?> value, string empty, [CallerArgumentExpression(nameof(value))] string text = "") =>
        OfText<string>(name, value, text, new AggregateSpec(AggregateKind.First, double.NaN) { IsText = true, EmptyObject = NotNull(empty) });

    /// <summary>The latest text by event time; of equal times the one that came last. At most 256 characters of it. Over another source: its record as of the event's time.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The text of a record.</param>
    /// <param name="empty">The text where there is none.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    public Value<string> Latest(string name, Func<T, string?> value, string empty, [CallerArgumentExpression(nameof(value))] string text = "") =>
        OfText<string>(name, value, text, new AggregateSpec(AggregateKind.Latest, double.NaN) { IsText = true, EmptyObject = NotNull(empty) });

    /// <summary>The most frequent texts, the most frequent one first, counted exactly; of equal counts the lesser one by its UTF-16 code units. At most 256 characters of each.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The text of a record.</param>
    /// <param name="k">How many: 1 to 100.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle; an empty list where there is nothing.</returns>
    public Value<IReadOnlyList<string>> TopK(string name, Func<T, string?> value, int k, [CallerArgumentExpression(nameof(value))] string text = "") =>
        OfText<IReadOnlyList<string>>(name, value, text, new AggregateSpec(AggregateKind.TopK, double.NaN) { Most = k, IsText = true, EmptyObject = Array.Empty<string>() });

    /// <summary>The newest values by event time, oldest first.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value of a record.</param>
    /// <param name="limit">How many at most: 1 to 1,000.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle; an empty list where there is nothing.</returns>
    public Value<IReadOnlyList<double>> Collect(string name, Func<T, double?> value, int limit, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return MakeObject<IReadOnlyList<double>>(NotNull(name), new AggregateSpec(AggregateKind.Collect, double.NaN) { Most = limit, EmptyObject = Array.Empty<double>() }, Selector.Number(value, text));
    }

    /// <summary>The newest texts by event time, oldest first. At most 256 characters of each.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The text of a record.</param>
    /// <param name="limit">How many at most: 1 to 100.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle; an empty list where there is nothing.</returns>
    public Value<IReadOnlyList<string>> Collect(string name, Func<T, string?> value, int limit, [CallerArgumentExpression(nameof(value))] string text = "") =>
        OfText<IReadOnlyList<string>>(name, value, text, new AggregateSpec(AggregateKind.Collect, double.NaN) { Most = limit, IsText = true, EmptyObject = Array.Empty<string>() });

    private protected abstract Value<TValue> MakeObject<TValue>(string name, AggregateSpec spec, Selector value)
        where TValue : class;

    private Value<TValue> OfText<TValue>(string name, Func<T, string?> value, string text, AggregateSpec spec)
        where TValue : class
    {
        ArgumentNullException.ThrowIfNull(value);
        return MakeObject<TValue>(NotNull(name), spec, Selector.OfText(value, text));
    }

    private static string NotNull(string text) => text ?? throw new ArgumentNullException(nameof(text));
}
