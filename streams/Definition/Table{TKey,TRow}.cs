namespace Serverless.Streams;

/// <summary>A reference table: rows by key, an artifact whose versions are put in force through the log, as a model's are. See <see cref="Row.Find"/>.</summary>
/// <typeparam name="TKey">The key, for example a text or a number.</typeparam>
/// <typeparam name="TRow">The row.</typeparam>
public sealed class Table<TKey, TRow>
    where TKey : notnull
    where TRow : class
{
    internal Table(string name, int index) => (Name, Index) = (name, index);

    /// <summary>The artifact's name.</summary>
    public string Name { get; }

    /// <summary>Its place among the pipeline's tables.</summary>
    internal int Index { get; }
}
