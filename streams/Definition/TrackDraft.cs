using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>What was said about the rows of one record type under a key.</summary>
internal sealed class TrackDraft(SourceDraft? source, EntryDraft? entry)
{
    private readonly List<(Delegate Selector, string Text, Func<object, double> Value)> _columns = [];

    /// <summary>The source; null: the scored events.</summary>
    public SourceDraft? Source { get; } = source;

    public EntryDraft? Entry { get; } = entry;

    public IEnumerable<Func<object, double>> Columns => _columns.Select(column => column.Value);

    public IEnumerable<string> ColumnTexts => _columns.Select(column => column.Text);

    public List<(Number Handle, TrailingPlan Plan)> Aggregates { get; } = [];

    /// <summary>The column of a selector, shared by all aggregates over it.</summary>
    public int Column(Delegate selector, string text, Func<object, double> value)
    {
        var index = _columns.FindIndex(column => LambdaText.IsSame(text, selector, column.Text, column.Selector));
        if (index < 0)
        {
            index = _columns.Count;
            _columns.Add((selector, text, value));
        }

        return index;
    }
}
