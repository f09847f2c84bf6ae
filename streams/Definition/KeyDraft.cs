namespace Serverless.Streams;

/// <summary>What was said about a key.</summary>
internal sealed class KeyDraft(PipelineDraft owner, string name, Func<object, string> keyOf, string text)
{
    public PipelineDraft Owner { get; } = owner;

    public string Name { get; } = name;

    public Func<object, string> KeyOf { get; } = keyOf;

    public string Text { get; } = text;

    public List<TrackDraft> Tracks { get; } = [];

    public List<WindowDraft> Windows { get; } = [];

    /// <summary>The rows of one source under this key, or of the scored events: one track for all aggregates over them, and one for each condition.</summary>
    public TrackDraft Track(SourceDraft? source, EntryDraft? entry, Condition? condition)
    {
        var track = Tracks.Find(candidate => candidate.Source == source && Condition.IsSame(candidate.Condition, condition));
        if (track is null)
        {
            track = new TrackDraft(source, entry, condition);
            Tracks.Add(track);
        }

        return track;
    }
}
