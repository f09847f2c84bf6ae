using System.Runtime.CompilerServices;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>
/// A window that closes, and the aggregates of its result. As a value of an event, an aggregate is that of the open window so far, this event included; where the event came too late for
/// the window, the value of nothing. A hopping window's are no values of an event, since several windows are open at once. Its name as a feature begins with the window's: <c>terminal_hour_payments</c>.
/// </summary>
/// <typeparam name="T">The record's type.</typeparam>
public sealed class ClosingWindow<T> : Window<T>
    where T : class
{
    private readonly KeyDraft _key;
    private readonly WindowDraft _draft;
    private readonly Condition? _condition;

    internal ClosingWindow(KeyDraft key, WindowDraft draft, Condition? condition = null) => (_key, _draft, _condition) = (key, draft, condition);

    /// <summary>The same window; the aggregates made of the result see only what holds.</summary>
    /// <param name="holds">Which events.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The window, for such aggregates.</returns>
    public Window<T> Where(Func<T, bool> holds, [CallerArgumentExpression(nameof(holds))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(holds);
        _key.Owner.Say();
        return new ClosingWindow<T>(_key, _draft, Condition.And(_condition, Condition.Of(holds, text)));
    }

    private protected override Number Make(string name, AggregateSpec spec, Selector? value) =>
        Add(name, spec, value, new Number(_key.Owner, NameOf(name)) { IsOfSeveralWindows = IsOfSeveralWindows });

    private protected override Value<TValue> MakeObject<TValue>(string name, AggregateSpec spec, Selector value) =>
        Add(name, spec, value, new ObjectValue<TValue>(NameOf(name), (TValue)spec.EmptyObject!) { IsOfSeveralWindows = IsOfSeveralWindows });

    private bool IsOfSeveralWindows => _draft.Kind == WindowKind.Hopping;

    private THandle Add<THandle>(string name, AggregateSpec spec, Selector? value, THandle handle)
        where THandle : IPlaced
    {
        var owner = _key.Owner;
        owner.Say();
        owner.CheckAggregate(_draft.Verb, name, spec);
        if (!Names.IsValue(name))
        {
            owner.Problem($"{_draft.Verb}: \"{name}\" can't be a name: {Names.ValueRule}.");
        }
        else if (_draft.Aggregates.Exists(aggregate => aggregate.Plan.Name == name))
        {
            owner.Problem($"{_draft.Verb}: the name \"{name}\" is said twice.");
        }
        else
        {
            owner.Claim(handle.Name, "an aggregate", "of the open window at " + _key.Name);
        }

        _draft.Aggregates.Add((handle, new WindowAggregatePlan(name, spec, Value(value), Text(value))));
        return handle;
    }

    /// <summary>Of the open window's value so far.</summary>
    private string NameOf(string aggregate) => $"{_draft.Name}_{aggregate}";

    private Func<object, AggregateValue> Value(Selector? value)
    {
        var given = value?.Value ?? (_ => new AggregateValue(1));
        return _condition is { } condition ? record => condition.Holds(record) ? given(record) : AggregateValue.Missing : given;
    }

    private string Text(Selector? value) =>
        _condition is { } condition ? $"{value?.Text} where {LambdaText.Body(condition.Text)}".TrimStart() : value?.Text ?? "";
}
