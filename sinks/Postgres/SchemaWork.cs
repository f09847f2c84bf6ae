using System.Globalization;
using System.Text;
using Npgsql;

namespace Serverless.Sinks.Postgres;

/// <summary>Creates what is missing, in one transaction, and checks that what is there fits. Nothing is ever dropped but the view.</summary>
internal sealed class SchemaWork(string schema, Tables tables, IReadOnlyList<string> definitions, string featuresView)
{
    private readonly string _schema = Identifier.Quoted(schema);

    /// <summary>Creates tables, columns that came later, and indexes. Doing it again changes nothing.</summary>
    public async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var open = transaction.ConfigureAwait(false);

        // "if not exists" does not keep two that create at the same time apart.
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock(hashtextextended('serverless {schema.Replace("'", "''", StringComparison.Ordinal)}', 0))", cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {_schema}", cancellationToken).ConfigureAwait(false);
        foreach (var definition in definitions)
            await RunAsync(connection, definition, cancellationToken).ConfigureAwait(false);
        var hypertables = await ScalarAsync(connection, "SELECT count(*) FROM pg_extension WHERE extname = 'timescaledb'", cancellationToken).ConfigureAwait(false) is > 0L;
        foreach (var table in tables.All)
            await RunAsync(connection, DefinitionOf(table, hypertables), cancellationToken).ConfigureAwait(false);
        if (featuresView.Length > 0)
            await RunAsync(connection, featuresView, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="SinkException">A table or column is missing, or of another type.</exception>
    public async Task CheckAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = await ColumnsAsync(connection, cancellationToken).ConfigureAwait(false);
        foreach (var name in new[] { LastIdTable.Name, PositionTable.Name })
        {
            if (!found.ContainsKey(name))
                throw Missing(name);
        }

        foreach (var table in tables.All)
        {
            if (!found.TryGetValue(table.Name, out var columns))
                throw Missing(table.Name);
            foreach (var column in table.Columns)
            {
                if (!columns.TryGetValue(column.Name, out var type))
                    throw Missing($"{table.Name}.{column.Name}");
                if (type != column.Type.Name)
                {
                    throw new SinkException(
                        $"The column {schema}.{table.Name}.{column.Name} is of type {type}, but the pipeline needs {column.Type.Name}: rename the column and run ./serverless sink with --create-schema.")
                    {
                        IsFatal = true,
                    };
                }
            }
        }
    }

    private SinkException Missing(string what) =>
        new($"{schema}.{what} is missing in PostgreSQL: run ./serverless sink with --create-schema.") { IsFatal = true };

    private string DefinitionOf(Table table, bool hypertable)
    {
        var name = $"{_schema}.{Identifier.Quoted(table.Name)}";
        var text = new StringBuilder();
        var columns = table.Columns.Select(ColumnOf).ToList();
        if (!table.Key.IsEmpty)
            columns.Add($"PRIMARY KEY ({string.Join(", ", table.Key.Select(Identifier.Quoted))})");
        text.Append(CultureInfo.InvariantCulture, $"CREATE TABLE IF NOT EXISTS {name} ({string.Join(", ", columns)});\n");
        foreach (var column in table.Columns)
            text.Append(CultureInfo.InvariantCulture, $"ALTER TABLE {name} ADD COLUMN IF NOT EXISTS {Identifier.Quoted(column.Name)} {column.Type.Name};\n");
        if (table.Time is null)
            return text.ToString();
        if (hypertable)
        {
            // The index comes from us, so that it has the same name in both cases.
            text.Append(CultureInfo.InvariantCulture, $"SELECT create_hypertable('{name.Replace("'", "''", StringComparison.Ordinal)}', '{table.Time}', create_default_indexes => FALSE, if_not_exists => TRUE, migrate_data => TRUE);\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"CREATE INDEX IF NOT EXISTS {Identifier.Quoted(Identifier.Of(table.Name + "_" + table.Time))} ON {name} ({Identifier.Quoted(table.Time)} DESC);\n");
        return text.ToString();
    }

    private static string ColumnOf(Column column) => $"{Identifier.Quoted(column.Name)} {column.Type.Name}{(column.IsNeeded ? " NOT NULL" : "")}";

    private async Task<Dictionary<string, Dictionary<string, string>>> ColumnsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Query = """
            SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
            """;
        var command = new NpgsqlCommand(Query, connection) { Parameters = { new NpgsqlParameter { Value = schema } } };
        await using var open = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var reading = reader.ConfigureAwait(false);
        var found = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!found.TryGetValue(reader.GetString(0), out var columns))
                found[reader.GetString(0)] = columns = new Dictionary<string, string>(StringComparer.Ordinal);
            columns[reader.GetString(1)] = reader.GetString(2);
        }

        return found;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(text, connection);
        await using var open = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(text, connection);
        await using var open = command.ConfigureAwait(false);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }
}
