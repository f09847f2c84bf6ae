namespace Serverless.Streams.Plan;

/// <summary>Where a source's records enter.</summary>
/// <param name="Key">The number of the key in the plan.</param>
/// <param name="KeyOf">The key of a record.</param>
internal sealed record EntryPlan(int Key, Func<object, string> KeyOf)
{
    /// <summary>The key's text.</summary>
    public string Text { get; init; } = "";

    /// <summary>The text of the time that a record is about; empty: its event time.</summary>
    public string AtText { get; init; } = "";
}
