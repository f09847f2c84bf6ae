using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>What was said about a window that closes.</summary>
internal sealed class WindowDraft(WindowKind kind, string name, TimeSpan size, TimeSpan slide, TimeSpan offset, TimeSpan allowedLateness, Condition? condition)
{
    /// <summary>What a late event may cost: so many windows may hold it.</summary>
    public const int MostOverlaps = 10_000;

    public WindowKind Kind { get; } = kind;

    public string Name { get; } = name;

    /// <summary>The length; of a session the gap.</summary>
    public TimeSpan Size { get; } = size;

    /// <summary>From one start to the next; of a session 0.</summary>
    public TimeSpan Slide { get; } = slide;

    public TimeSpan Offset { get; } = offset;

    public TimeSpan AllowedLateness { get; } = allowedLateness;

    /// <summary>Which events enter; null: all.</summary>
    public Condition? Condition { get; } = condition;

    /// <summary>The aggregates, and the handles of the open window's values so far.</summary>
    public List<(IPlaced Handle, WindowAggregatePlan Plan)> Aggregates { get; } = [];

    /// <summary>The verb that said it.</summary>
    public string Verb => $"{Kind}(\"{Name}\")";

    /// <summary>Tells what is wrong with the spans.</summary>
    public void Check(PipelineDraft owner)
    {
        owner.CheckSpan(Verb, Kind == WindowKind.Session ? "gap" : "size", Size, mayBeZero: false);
        owner.CheckSpan(Verb, "allowedLateness", AllowedLateness, mayBeZero: true);
        if (Kind == WindowKind.Session)
        {
            return;
        }

        if (Kind == WindowKind.Hopping)
        {
            owner.CheckSpan(Verb, "slide", Slide, mayBeZero: false);
            if (Slide > TimeSpan.Zero && Size.Ticks / Slide.Ticks > MostOverlaps)
            {
                owner.Problem($"{Verb}: at most {MostOverlaps} windows may overlap: the slide, {SpanText.Of(Slide)}, is too short for windows of {SpanText.Of(Size)}.");
            }
        }

        // The least TimeSpan has no positive counterpart.
        var moved = Offset == TimeSpan.MinValue ? TimeSpan.MaxValue : Offset.Duration();
        owner.CheckSpan(Verb, "offset", moved, mayBeZero: true);
        if (moved >= Slide && Slide > TimeSpan.Zero)
        {
            owner.Problem($"{Verb}: offset has to be shorter than the {(Kind == WindowKind.Hopping ? "slide" : "window")}, {SpanText.Of(Slide)}, not {SpanText.Of(Offset)}.");
        }
    }
}
