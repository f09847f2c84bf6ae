using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>Records of one type with equal keys, one after the other. First the window, then the aggregate.</summary>
/// <typeparam name="T">The record's type.</typeparam>
public sealed class Keyed<T> : Key
    where T : class
{
    private const int MostEvents = 10_000;
    private readonly SourceDraft? _source;
    private readonly EntryDraft? _entry;
    private readonly Condition? _condition;

    internal Keyed(KeyDraft draft, SourceDraft? source, EntryDraft? entry, Condition? condition = null)
        : base(draft) => (_source, _entry, _condition) = (source, entry, condition);

    /// <summary>Only these records; another one sees them too, but does not count among them.</summary>
    /// <param name="holds">Which ones.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Those records with equal keys, one after the other.</returns>
    public Keyed<T> Where(Func<T, bool> holds, [CallerArgumentExpression(nameof(holds))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(holds);
        Draft.Owner.Say();
        return new Keyed<T>(Draft, _source, _entry, Condition.And(_condition, Condition.Of(holds, text)));
    }

    /// <summary>The last <paramref name="span"/> of event time up to and with this event: <c>(t − span, t]</c>.</summary>
    /// <param name="span">The span.</param>
    /// <returns>The window, for its aggregates.</returns>
    public TrailingWindow<T> Last(TimeSpan span)
    {
        Draft.Owner.Say();
        return new TrailingWindow<T>(new TrailingDraft(Draft, _source, _entry, _condition, [Checked(span)]));
    }

    /// <summary>Several at once; each aggregate is one number per window, named <c>name_1d</c>, <c>name_7d</c> and so on.</summary>
    /// <param name="first">A span.</param>
    /// <param name="second">Another one.</param>
    /// <param name="more">Further ones.</param>
    /// <returns>The windows, for their aggregates.</returns>
    public TrailingWindows<T> Last(TimeSpan first, TimeSpan second, params ReadOnlySpan<TimeSpan> more)
    {
        Draft.Owner.Say();
        ImmutableArray<TimeSpan> spans = [Checked(first), Checked(second), .. more];
        foreach (var span in more)
        {
            Checked(span);
        }

        if (spans.Distinct().Count() != spans.Length)
        {
            Draft.Owner.Problem($"By(\"{Draft.Name}\").Last: a window is said twice: {string.Join(", ", spans.Select(SpanText.Of))}.");
        }

        return new TrailingWindows<T>(new TrailingDraft(Draft, _source, _entry, _condition, spans));
    }

    /// <summary>The last records up to and with this event, whenever they were. Each key keeps so many for ever.</summary>
    /// <param name="count">How many: 1 to 10,000.</param>
    /// <returns>The window, for its aggregates.</returns>
    public Window<T> LastEvents(int count)
    {
        Draft.Owner.Say();
        if (count is < 1 or > MostEvents)
        {
            Draft.Owner.Problem($"By(\"{Draft.Name}\").LastEvents: 1 to {MostEvents} records, not {count}.");
        }

        return new TrailingWindow<T>(new TrailingDraft(Draft, _source, _entry, _condition, [TimeSpan.Zero]) { Rows = count });
    }

    /// <summary>
    /// All records up to and with this event, since the key was first seen or was silent for <paramref name="forgetAfter"/>. What no event can come before any more is a total: neither rows nor
    /// time make the state larger.
    /// </summary>
    /// <param name="forgetAfter">A silence of that length between two records, or up to the event, ends what was before it: 1 ms to ten years. A key that goes on is never forgotten.</param>
    /// <returns>The window, for its aggregates.</returns>
    public Window<T> Ever(TimeSpan forgetAfter)
    {
        Draft.Owner.Say();
        Draft.Owner.CheckSpan($"By(\"{Draft.Name}\").Ever", "forgetAfter", forgetAfter, mayBeZero: false);
        return new TrailingWindow<T>(new TrailingDraft(Draft, _source, _entry, _condition, [TimeSpan.Zero]) { ForgetAfter = forgetAfter });
    }

    /// <summary>Windows of one length, side by side. Each result goes to <c>{pipeline}.events</c> when the watermark passes its end.</summary>
    /// <param name="name">The name of the results.</param>
    /// <param name="size">The length.</param>
    /// <param name="offset">Moves the windows' starts, which else are whole multiples of the size since 1970, UTC.</param>
    /// <param name="allowedLateness">So long after its end a window takes late events and gives a revised result.</param>
    /// <returns>The window, for its aggregates.</returns>
    public ClosingWindow<T> Tumbling(string name, TimeSpan size, TimeSpan offset = default, TimeSpan allowedLateness = default) =>
        Window(new WindowDraft(WindowKind.Tumbling, name, size, size, offset, allowedLateness, _condition));

    /// <summary>
    /// Windows of one length that start every <paramref name="slide"/>, so that an event is in several of them (Flink calls them sliding). Each result goes to <c>{pipeline}.events</c> when the watermark passes its end.
    /// What windows share is kept once: an event costs the same however long they are.
    /// </summary>
    /// <param name="name">The name of the results.</param>
    /// <param name="size">The length.</param>
    /// <param name="slide">From one start to the next; at most 10,000 windows may overlap. Longer than the size: some events are in no window.</param>
    /// <param name="offset">Moves the windows' starts, which else are whole multiples of the slide since 1970, UTC. Shorter than the slide.</param>
    /// <param name="allowedLateness">So long after its end a window takes late events and gives a revised result.</param>
    /// <returns>The window, for its aggregates.</returns>
    public ClosingWindow<T> Hopping(string name, TimeSpan size, TimeSpan slide, TimeSpan offset = default, TimeSpan allowedLateness = default) =>
        Window(new WindowDraft(WindowKind.Hopping, name, size, slide, offset, allowedLateness, _condition));

    /// <summary>
    /// Sessions: events of a key with less than <paramref name="gap"/> between them, or exactly that. The result goes to <c>{pipeline}.events</c> when the watermark is a gap behind the last event.
    /// A late event can make two sessions one; the result's revision is then above theirs, and it stands for all earlier results that it overlaps.
    /// </summary>
    /// <param name="name">The name of the results.</param>
    /// <param name="gap">The silence that ends a session.</param>
    /// <param name="allowedLateness">So long after its end a session takes late events and gives a revised result.</param>
    /// <returns>The window, for its aggregates.</returns>
    public ClosingWindow<T> Session(string name, TimeSpan gap, TimeSpan allowedLateness = default) =>
        Window(new WindowDraft(WindowKind.Session, name, gap, TimeSpan.Zero, TimeSpan.Zero, allowedLateness, _condition));

    private ClosingWindow<T> Window(WindowDraft window)
    {
        ArgumentNullException.ThrowIfNull(window.Name, "name");
        Draft.Owner.Say();
        Draft.Owner.Claim(window.Name, "a window");
        window.Check(Draft.Owner);
        if (_source is not null)
        {
            Draft.Owner.Problem($"{window.Verb}: windows that close are made of {Draft.Owner.Record.Name}, not of {_source.Record.Name} from \"{_source.Topic}\".");
        }

        Draft.Windows.Add(window);
        return new ClosingWindow<T>(Draft, window);
    }

    private TimeSpan Checked(TimeSpan span)
    {
        Draft.Owner.CheckSpan($"By(\"{Draft.Name}\").Last", "the window", span, mayBeZero: false);
        return span;
    }
}
