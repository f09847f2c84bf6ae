namespace Serverless.Streams.Tables;

/// <summary>A version of a reference table, read and checked. It never changes, and a look-up allocates nothing.</summary>
public abstract class TableRows
{
    /// <summary>The most rows of a table.</summary>
    public const int Most = 1_000_000;

    private protected TableRows()
    {
    }

    /// <summary>How many rows there are; each has a key of its own.</summary>
    public abstract int Count { get; }
}
