using System.Collections.Immutable;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>Trailing windows over the rows of one track.</summary>
internal sealed record TrailingDraft(KeyDraft Key, SourceDraft? Source, EntryDraft? Entry, ImmutableArray<TimeSpan> Spans)
{
    public TimeSpan Delay { get; init; }

    public bool WithStart { get; init; }

    /// <summary>Delayed, too.</summary>
    public TrailingDraft DelayedBy(TimeSpan delay)
    {
        Key.Owner.Say();
        Key.Owner.CheckSpan($"By(\"{Key.Name}\").DelayedBy", "the delay", delay, mayBeZero: true);
        return this with { Delay = delay };
    }

    /// <summary>The column of a value; -1 for a count.</summary>
    public int Column<T>(Func<T, double?>? value, string text)
        where T : class =>
        value is null ? -1 : Key.Track(Source, Entry).Column(value, LambdaText.OneLine(text), Selector.Of(value));

    public void Add(Number handle, AggregateKind kind, TimeSpan span, int column, double empty)
    {
        Key.Owner.Claim(handle.Name, "an aggregate", "at " + Key.Name);
        Key.Track(Source, Entry).Aggregates.Add((handle, new TrailingPlan(
            handle.Name, kind, column, (long)span.TotalMilliseconds, (long)Delay.TotalMilliseconds, WithStart, empty, -1)));
    }
}
