using System.Text.Json;
using Npgsql;
using Serverless.Streams.Records;

namespace Serverless.Sinks.Postgres;

/// <summary>The new outputs of a batch as rows, by table.</summary>
internal sealed class RowBatch(Tables tables) : IDisposable
{
    private const string Mark = "output";
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };
    private readonly List<JsonDocument> _documents = [];
    private readonly List<(Table Table, object?[] Row, Output Output)> _rows = [];

    public int Count => _rows.Count;

    public void Add(LogRecord record, OutputId id)
    {
        var output = new Output(record, id, default);
        try
        {
            var document = JsonDocument.Parse(record.Value, Strict);
            _documents.Add(document);
            output = output with { Root = document.RootElement };
            if (output.Root.ValueKind != JsonValueKind.Object)
                throw new UnfitException("the value is no JSON object");
            var table = tables.Of(output);
            _rows.Add((table, table.RowOf(output), output));
        }
        catch (Exception failure) when (failure is UnfitException or JsonException or InvalidOperationException)
        {
            Refuse(_rows.Count, output, failure is UnfitException ? failure.Message : "the value is no JSON");
        }
    }

    /// <summary>Writes all; gives how many were refused.</summary>
    public async Task<int> WriteAsync(NpgsqlConnection connection, Dictionary<string, RowWriter> writers, CancellationToken cancellationToken)
    {
        foreach (var table in tables.All)
        {
            var rows = RowsOf(table);
            if (rows.Count > 0)
                await writers[table.Name].WriteAsync(connection, rows, cancellationToken).ConfigureAwait(false);
        }

        return RowsOf(tables.Refused).Count;
    }

    /// <summary>Writes one after the other; what PostgreSQL does not take goes to the refused.</summary>
    public async Task<int> WriteOneByOneAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Dictionary<string, RowWriter> writers, CancellationToken cancellationToken)
    {
        for (var index = 0; index < _rows.Count; index++)
        {
            var (table, row, output) = _rows[index];
            await transaction.SaveAsync(Mark, cancellationToken).ConfigureAwait(false);
            try
            {
                await writers[table.Name].WriteAsync(connection, [row], cancellationToken).ConfigureAwait(false);
                await transaction.ReleaseAsync(Mark, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException failure) when (Faults.IsOfData(failure) && table != tables.Refused)
            {
                await transaction.RollbackAsync(Mark, cancellationToken).ConfigureAwait(false);
                Refuse(index, output, failure.MessageText);
                await writers[tables.Refused.Name].WriteAsync(connection, [_rows[index].Row], cancellationToken).ConfigureAwait(false);
            }
        }

        return RowsOf(tables.Refused).Count;
    }

    public void Dispose() => _documents.ForEach(document => document.Dispose());

    private void Refuse(int index, Output output, string reason)
    {
        var entry = (tables.Refused, tables.Refused.RowOf(output with { Reason = reason }), output);
        if (index == _rows.Count)
            _rows.Add(entry);
        else
            _rows[index] = entry;
    }

    private List<object?[]> RowsOf(Table table)
    {
        var rows = new List<object?[]>();
        foreach (var entry in _rows)
        {
            if (entry.Table == table)
                rows.Add(entry.Row);
        }

        return rows;
    }
}
