using System.Collections.Immutable;

namespace Serverless.Sinks.Postgres;

/// <summary>A table for one kind of output.</summary>
/// <param name="Name">Its identifier, unquoted.</param>
/// <param name="Columns">Its columns, in order.</param>
/// <param name="Time">The column by which it is searched and, where TimescaleDB is there, divided; null for none.</param>
/// <param name="Key">The columns of which a row is the newest word, with <c>revision</c> to tell; empty: rows are only added.</param>
internal sealed record Table(string Name, ImmutableArray<Column> Columns, string? Time, ImmutableArray<string> Key)
{
    /// <summary>Whether its rows are sessions: one that a late event made of several stands for all that lie within it.</summary>
    public bool IsOfSessions { get; init; }

    /// <summary>The row of an output.</summary>
    /// <exception cref="UnfitException">The output does not fit.</exception>
    public object?[] RowOf(Output output)
    {
        var row = new object?[Columns.Length];
        for (var index = 0; index < row.Length; index++)
            row[index] = Columns[index].ValueOf(output);
        return row;
    }

    public int IndexOf(string column)
    {
        for (var index = 0; index < Columns.Length; index++)
        {
            if (Columns[index].Name == column)
                return index;
        }

        throw new ArgumentException(column);
    }
}
