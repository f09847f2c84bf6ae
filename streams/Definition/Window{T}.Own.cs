using System.Runtime.CompilerServices;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <content>Own aggregates: of numbers or texts, with a number or a text as the result.</content>
public abstract partial class Window<T>
{
    /// <summary>An own aggregate of numbers that results in a number.</summary>
    /// <typeparam name="TState">Its state.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="value">The value of a record; null and what is not finite are passed over.</param>
    /// <param name="aggregate">The aggregate. Its type and the text of this argument tell its state from others'.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <param name="made">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    public Number Aggregate<TState>(
        string name,
        Func<T, double?> value,
        IAggregate<double, TState, double> aggregate,
        [CallerArgumentExpression(nameof(value))] string text = "",
        [CallerArgumentExpression(nameof(aggregate))] string made = "") =>
        Make(NotNull(name), Own(aggregate, made, Number, Number), Selector.Number(Checked(value), text));

    /// <summary>An own aggregate of texts that results in a number.</summary>
    /// <inheritdoc cref="Aggregate{TState}(string, Func{T, double?}, IAggregate{double, TState, double}, string, string)"/>
    public Number Aggregate<TState>(
        string name,
        Func<T, string?> value,
        IAggregate<string, TState, double> aggregate,
        [CallerArgumentExpression(nameof(value))] string text = "",
        [CallerArgumentExpression(nameof(aggregate))] string made = "") =>
        Make(NotNull(name), Own(aggregate, made, Text, Number), Selector.OfText(Checked(value), text));

    /// <summary>An own aggregate of numbers that results in a text, of which at most 256 characters are kept.</summary>
    /// <inheritdoc cref="Aggregate{TState}(string, Func{T, double?}, IAggregate{double, TState, double}, string, string)"/>
    public Value<string> Aggregate<TState>(
        string name,
        Func<T, double?> value,
        IAggregate<double, TState, string> aggregate,
        [CallerArgumentExpression(nameof(value))] string text = "",
        [CallerArgumentExpression(nameof(aggregate))] string made = "") =>
        MakeObject<string>(NotNull(name), Own(aggregate, made, Number, Text), Selector.Number(Checked(value), text));

    /// <summary>An own aggregate of texts that results in a text, of which at most 256 characters are kept.</summary>
    /// <inheritdoc cref="Aggregate{TState}(string, Func{T, double?}, IAggregate{double, TState, double}, string, string)"/>
    public Value<string> Aggregate<TState>(
        string name,
        Func<T, string?> value,
        IAggregate<string, TState, string> aggregate,
        [CallerArgumentExpression(nameof(value))] string text = "",
        [CallerArgumentExpression(nameof(aggregate))] string made = "") =>
        MakeObject<string>(NotNull(name), Own(aggregate, made, Text, Text), Selector.OfText(Checked(value), text));

    private static AggregateSpec Own<TIn, TState, TResult>(
        IAggregate<TIn, TState, TResult> aggregate, string made, Func<AggregateValue, TIn> take, Func<TResult, AggregateValue> give)
    {
        ArgumentNullException.ThrowIfNull(aggregate);
        return new AggregateSpec(AggregateKind.Own, double.NaN)
        {
            Own = new OwnAggregate<TIn, TState, TResult>(aggregate, made, take, give),
            EmptyObject = typeof(TResult) == typeof(string) ? "" : null,
        };
    }

    private static double Number(AggregateValue value) => value.Number;

    private static AggregateValue Number(double result) => double.IsFinite(result) ? new(result) : AggregateValue.Missing;

    private static string Text(AggregateValue value) => (string)value.Object!;

    private static AggregateValue Text(string result) => ShortText.Of(new AggregateValue(double.NaN, result));

    private static TSelector Checked<TSelector>(TSelector value)
        where TSelector : Delegate =>
        value ?? throw new ArgumentNullException(nameof(value));
}
