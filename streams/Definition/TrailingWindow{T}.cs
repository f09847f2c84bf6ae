using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>What lies a span back from each event, and its aggregates.</summary>
/// <typeparam name="T">The record's type.</typeparam>
public sealed class TrailingWindow<T> : Window<T>
    where T : class
{
    private readonly TrailingDraft _draft;

    internal TrailingWindow(TrailingDraft draft) => _draft = draft;

    /// <summary>What is known only after a delay: <c>(t − delay − span, t − delay]</c>.</summary>
    /// <param name="delay">The delay.</param>
    /// <returns>The delayed window.</returns>
    public TrailingWindow<T> DelayedBy(TimeSpan delay) => new(_draft.DelayedBy(delay));

    /// <summary>With its lower bound, as in Flink SQL: <c>[t − span, t]</c>.</summary>
    /// <returns>That window.</returns>
    public TrailingWindow<T> WithStart() => new(_draft with { WithStart = true });

    private protected override Number Make(string name, AggregateSpec spec, Selector? value) =>
        Add(new Number(_draft.Key.Owner, name), spec, value);

    private protected override Value<TValue> MakeObject<TValue>(string name, AggregateSpec spec, Selector value) =>
        Add(new ObjectValue<TValue>(name, (TValue)spec.EmptyObject!), spec, value);

    private THandle Add<THandle>(THandle handle, AggregateSpec spec, Selector? value)
        where THandle : IPlaced
    {
        _draft.Check(handle.Name, spec);
        _draft.Add(handle, spec, _draft.Spans[0], _draft.Column(value));
        return handle;
    }
}
