using System.Runtime.CompilerServices;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>A window that closes, and the aggregates of its result.</summary>
/// <typeparam name="T">The record's type.</typeparam>
public sealed class ClosingWindow<T>
    where T : class
{
    private readonly PipelineDraft _owner;
    private readonly WindowDraft _draft;

    internal ClosingWindow(PipelineDraft owner, WindowDraft draft) => (_owner, _draft) = (owner, draft);

    /// <summary>How many events.</summary>
    /// <param name="name">The name in the result.</param>
    public void Count(string name) => Add(name, AggregateKind.Count, null, "", 0);

    /// <summary>The sum of the values that are there.</summary>
    /// <param name="name">The name in the result.</param>
    /// <param name="value">The value of an event.</param>
    /// <param name="text">Filled in by the compiler.</param>
    public void Sum(string name, Func<T, double?> value, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        Add(name, AggregateKind.Sum, Selector.Of(value), text, 0);
    }

    /// <summary>The mean of the values that are there.</summary>
    /// <param name="name">The name in the result.</param>
    /// <param name="value">The value of an event.</param>
    /// <param name="empty">The mean of nothing.</param>
    /// <param name="text">Filled in by the compiler.</param>
    public void Mean(string name, Func<T, double?> value, double empty = double.NaN, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        Add(name, AggregateKind.Mean, Selector.Of(value), text, empty);
    }

    private void Add(string name, AggregateKind kind, Func<object, double>? value, string text, double empty)
    {
        ArgumentNullException.ThrowIfNull(name);
        _owner.Say();
        if (!Names.IsValue(name))
        {
            _owner.Problem($"Tumbling(\"{_draft.Name}\"): \"{name}\" can't be a name: {Names.ValueRule}.");
        }
        else if (_draft.Aggregates.Exists(aggregate => aggregate.Name == name))
        {
            _owner.Problem($"Tumbling(\"{_draft.Name}\"): the name \"{name}\" is said twice.");
        }

        _draft.Aggregates.Add(new WindowAggregatePlan(name, kind, record => new AggregateValue(value is null ? 1 : value(record)), empty) { Text = LambdaText.OneLine(text) });
    }
}
