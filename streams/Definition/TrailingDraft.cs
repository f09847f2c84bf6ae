using System.Collections.Immutable;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>Trailing windows over the rows of one track.</summary>
internal sealed record TrailingDraft(KeyDraft Key, SourceDraft? Source, EntryDraft? Entry, Condition? Condition, ImmutableArray<TimeSpan> Spans)
{
    public TimeSpan Delay { get; init; }

    public bool WithStart { get; init; }

    /// <summary>The last so many rows; 0: those within the span.</summary>
    public int Rows { get; init; }

    /// <summary>All rows since the last silence of this length; zero: those within the span.</summary>
    public TimeSpan ForgetAfter { get; init; }

    private TrackDraft Track => Key.Track(Source, Entry, Condition);

    /// <summary>Delayed, too.</summary>
    public TrailingDraft DelayedBy(TimeSpan delay)
    {
        Key.Owner.Say();
        Key.Owner.CheckSpan($"By(\"{Key.Name}\").DelayedBy", "the delay", delay, mayBeZero: true);
        return this with { Delay = delay };
    }

    public void Check(string name, AggregateSpec spec)
    {
        Key.Owner.Say();
        Key.Owner.CheckAggregate($"By(\"{Key.Name}\")", name, spec);
        if (ForgetAfter > TimeSpan.Zero && spec.Own is not null)
        {
            Key.Owner.Problem($"By(\"{Key.Name}\").Ever.Aggregate(\"{name}\"): an own aggregate is made of rows, which Ever does not keep: take Last(…) or LastEvents(n).");
        }
    }

    /// <summary>The column of a value; -1 for a count.</summary>
    public int Column(Selector? value) => value is null ? -1 : Track.Column(value);

    public void Add(IPlaced handle, AggregateSpec spec, TimeSpan span, int column)
    {
        Key.Owner.Claim(handle.Name, "an aggregate", "at " + Key.Name);
        Track.Aggregates.Add((handle, new TrailingPlan(handle.Name, spec, column, (long)span.TotalMilliseconds, (long)Delay.TotalMilliseconds, WithStart, -1) { Rows = Rows, ForgetAfter = (long)ForgetAfter.TotalMilliseconds }));
    }
}
