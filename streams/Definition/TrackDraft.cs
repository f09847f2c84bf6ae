using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>What was said about the rows of one record type under a key.</summary>
internal sealed class TrackDraft(SourceDraft? source, EntryDraft? entry, Condition? condition)
{
    private readonly List<Selector> _columns = [];

    /// <summary>The source; null: the scored events.</summary>
    public SourceDraft? Source { get; } = source;

    public EntryDraft? Entry { get; } = entry;

    /// <summary>Which records are rows; null: all.</summary>
    public Condition? Condition { get; } = condition;

    public IReadOnlyList<Selector> Columns => _columns;

    public List<(IPlaced Handle, TrailingPlan Plan)> Aggregates { get; } = [];

    /// <summary>The column of a selector, shared by all aggregates over it.</summary>
    public int Column(Selector selector)
    {
        var index = _columns.FindIndex(selector.IsSame);
        if (index < 0)
        {
            index = _columns.Count;
            _columns.Add(selector);
        }

        return index;
    }
}
