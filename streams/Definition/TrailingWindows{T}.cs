using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>Several spans back from each event, and their aggregates: one number per window.</summary>
/// <typeparam name="T">The record's type.</typeparam>
public sealed class TrailingWindows<T> : Aggregates<T, Numbers>
    where T : class
{
    private readonly TrailingDraft _draft;

    internal TrailingWindows(TrailingDraft draft) => _draft = draft;

    /// <inheritdoc cref="TrailingWindow{T}.DelayedBy"/>
    public TrailingWindows<T> DelayedBy(TimeSpan delay) => new(_draft.DelayedBy(delay));

    /// <inheritdoc cref="TrailingWindow{T}.WithStart"/>
    public TrailingWindows<T> WithStart() => new(_draft with { WithStart = true });

    private protected override Numbers Make(string name, AggregateSpec spec, Selector? value)
    {
        _draft.Check(name, spec);
        var handles = new Numbers(_draft.Key.Owner, name, _draft.Spans);
        var column = _draft.Column(value);
        for (var index = 0; index < handles.All.Length; index++)
        {
            _draft.Add(handles.All[index], spec, _draft.Spans[index], column);
        }

        return handles;
    }
}
