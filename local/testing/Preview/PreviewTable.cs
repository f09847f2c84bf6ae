namespace Serverless.Local.Testing;

/// <summary>What one stage did.</summary>
/// <param name="Title">The stage.</param>
/// <param name="Columns">The columns' names.</param>
/// <param name="Rows">One per event, each as wide as the columns.</param>
public sealed record PreviewTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
