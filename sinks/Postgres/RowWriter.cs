using Npgsql;
using NpgsqlTypes;

namespace Serverless.Sinks.Postgres;

/// <summary>Writes the rows of one table: added ones by COPY, those that replace an older word by one upsert.</summary>
internal sealed class RowWriter
{
    private readonly Table _table;
    private readonly string _copy;
    private readonly string _upsert;
    private readonly string _joined;

    public RowWriter(string schema, Table table)
    {
        _table = table;
        var name = $"{Identifier.Quoted(schema)}.{Identifier.Quoted(table.Name)}";
        var columns = string.Join(", ", table.Columns.Select(column => Identifier.Quoted(column.Name)));
        _copy = $"COPY {name} ({columns}) FROM STDIN (FORMAT BINARY)";
        var arrays = string.Join(", ", table.Columns.Select((column, index) => $"${index + 1}::{column.Type.Name}[]"));
        var changes = table.Columns.Where(column => !table.Key.Contains(column.Name)).Select(column => $"{Identifier.Quoted(column.Name)} = excluded.{Identifier.Quoted(column.Name)}");
        _upsert = $"""
            INSERT INTO {name} AS last ({columns}) SELECT * FROM unnest({arrays})
            ON CONFLICT ({string.Join(", ", table.Key.Select(Identifier.Quoted))}) DO UPDATE SET {string.Join(", ", changes)}
            WHERE excluded.{Tables.Revision} >= last.{Tables.Revision}
            """;

        // Sessions that have grown together: the result of the whole has a revision above those of its parts, which another session that only lies near has not.
        _joined = $"""
            DELETE FROM {name} AS part USING unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::bigint[]) AS whole(key, start, "end", {Tables.Revision})
            WHERE part.key = whole.key AND part.start > whole.start AND part."end" <= whole."end" AND part.{Tables.Revision} < whole.{Tables.Revision}
            """;
    }

    public Task WriteAsync(NpgsqlConnection connection, List<object?[]> rows, CancellationToken cancellationToken) =>
        _table.Key.IsEmpty ? CopyAsync(connection, rows, cancellationToken) : UpsertAsync(connection, Newest(rows), cancellationToken);

    private async Task CopyAsync(NpgsqlConnection connection, List<object?[]> rows, CancellationToken cancellationToken)
    {
        var copy = await connection.BeginBinaryImportAsync(_copy, cancellationToken).ConfigureAwait(false);
        await using var open = copy.ConfigureAwait(false);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
            for (var index = 0; index < row.Length; index++)
            {
                if (row[index] is { } value)
                    await copy.WriteAsync(value, _table.Columns[index].Type.Type, cancellationToken).ConfigureAwait(false);
                else
                    await copy.WriteNullAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task UpsertAsync(NpgsqlConnection connection, List<object?[]> rows, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, _upsert, _table.Columns, rows, cancellationToken).ConfigureAwait(false);
        if (_table.IsOfSessions)
        {
            var wholes = new[] { "key", "start", "end", Tables.Revision }.Select(name => _table.Columns[_table.IndexOf(name)]);
            await ExecuteAsync(connection, _joined, wholes, rows, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a statement with an array per column.</summary>
    private async Task ExecuteAsync(NpgsqlConnection connection, string statement, IEnumerable<Column> columns, List<object?[]> rows, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(statement, connection);
        await using var open = command.ConfigureAwait(false);
        foreach (var column in columns)
        {
            var (index, type) = (_table.IndexOf(column.Name), column.Type);
            var element = type.Clr.IsValueType ? typeof(Nullable<>).MakeGenericType(type.Clr) : type.Clr;
            var values = Array.CreateInstance(element, rows.Count);
            for (var row = 0; row < rows.Count; row++)
                values.SetValue(rows[row][index], row);
            command.Parameters.Add(new NpgsqlParameter { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type.Type });
        }

        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Of rows with the same key the last one: a statement may touch a row only once.</summary>
    private List<object?[]> Newest(List<object?[]> rows)
    {
        var keys = _table.Key.Select(_table.IndexOf).ToArray();
        var newest = new Dictionary<(object?, object?), object?[]>();
        var revision = _table.IndexOf(Tables.Revision);
        foreach (var row in rows)
        {
            var key = (row[keys[0]], row[keys[1]]);
            if (!newest.TryGetValue(key, out var other) || (long)row[revision]! >= (long)other[revision]!)
                newest[key] = row;
        }

        return [.. newest.Values];
    }
}
