namespace Serverless.Streams.Tables;

/// <summary>The tables that a group of events looks things up in, and how often. Not for several threads.</summary>
internal sealed class LookUps(int tables)
{
    private readonly TableRows?[] _rows = new TableRows?[tables];
    private readonly long[] _asked = new long[tables];
    private readonly long[] _absent = new long[tables];

    /// <summary>The version of a table that is looked into from now on.</summary>
    public void Use(int table, TableRows rows) => _rows[table] = rows;

    /// <summary>The row of a key; null where there is none, or no key.</summary>
    /// <exception cref="InvalidOperationException">The table is of another pipeline.</exception>
    public TRow? Find<TKey, TRow>(Table<TKey, TRow> table, TKey? key)
        where TKey : notnull
        where TRow : class
    {
        if (table.Index >= _rows.Length || _rows[table.Index] is not TableRows<TKey, TRow> rows)
        {
            throw new InvalidOperationException($"\"{table.Name}\" is a table of another pipeline.");
        }

        if (key is null)
        {
            return null;
        }

        var row = rows.Find(key);
        _asked[table.Index]++;
        _absent[table.Index] += row is null ? 1 : 0;
        return row;
    }

    /// <summary>How often a table was asked since the last call, and how often the key was absent.</summary>
    public (long Asked, long Absent) Take(int table)
    {
        var counts = (_asked[table], _absent[table]);
        (_asked[table], _absent[table]) = (0, 0);
        return counts;
    }
}
