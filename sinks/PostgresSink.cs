using System.Collections.Immutable;
using System.Data;
using Npgsql;
using Serverless.Sinks.Postgres;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Sinks;

/// <summary>
/// Stores a pipeline's outputs in PostgreSQL, each once: predictions, closed windows (the newest revision of each) and late events. The rows of a
/// batch, the last id of each writer and the next offset of each partition are one transaction, so that a repeat, whatever made it, changes nothing.
/// </summary>
/// <remarks>
/// A batch has to begin where the one before it ended, or below: what lies between is never asked for. Safe for several callers at a time, also in
/// other processes: those that write the same partition wait for each other.
/// </remarks>
public sealed class PostgresSink : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly string _host;
    private readonly int _batch;
    private readonly Tables _tables;
    private readonly LastIdTable _lastIds;
    private readonly PositionTable _positions;
    private readonly SchemaWork _schema;
    private readonly Dictionary<string, RowWriter> _writers;

    /// <summary>Nothing is connected yet.</summary>
    /// <param name="plan">Whose outputs they are: it says which tables and columns there are.</param>
    /// <param name="settings">Where the database is.</param>
    /// <param name="epoch">The epoch of the broker: a broker that began anew has a higher one, and positions of its own.</param>
    /// <param name="broker">What tells the broker from others with the same epoch; null where it has no such id.</param>
    /// <exception cref="SinkException">A setting is out of its range.</exception>
    public PostgresSink(PipelinePlan plan, PostgresSettings settings, long epoch, Guid? broker = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        _source = settings.Validated().Open();
        (_host, _batch) = (new NpgsqlConnectionStringBuilder(settings.ConnectionString).Host!, settings.BatchRecords);
        Schema = settings.Schema ?? Identifier.Of(plan.Name);
        Topics = [plan.Predictions, plan.Events];
        _tables = new Tables(plan);
        (_lastIds, _positions) = (new LastIdTable(Schema), new PositionTable(Schema, epoch, broker));
        _schema = new SchemaWork(Schema, _tables, [_lastIds.Definition, _positions.Definition], FeaturesView.Of(plan, Schema));
        _writers = _tables.All.ToDictionary(table => table.Name, table => new RowWriter(Schema, table), StringComparer.Ordinal);
    }

    /// <summary>The topics that it stores.</summary>
    public ImmutableArray<string> Topics { get; }

    /// <summary>The schema with the tables.</summary>
    public string Schema { get; }

    /// <summary>Creates the schema, and what is missing in it: tables, columns that came later, time indexes; hypertables where TimescaleDB is there. Doing it again changes nothing.</summary>
    /// <param name="cancellationToken">Ends it; nothing is changed then.</param>
    /// <exception cref="SinkException">PostgreSQL refuses, or does not answer.</exception>
    public Task CreateSchemaAsync(CancellationToken cancellationToken) => ConnectedAsync(async connection =>
    {
        await _schema.CreateAsync(connection, cancellationToken).ConfigureAwait(false);
        await _schema.CheckAsync(connection, cancellationToken).ConfigureAwait(false);
        return true;
    }, cancellationToken);

    /// <summary>Compares the tables with the pipeline.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SinkException">Something is missing or of another type; or PostgreSQL does not answer.</exception>
    public Task CheckSchemaAsync(CancellationToken cancellationToken) => ConnectedAsync(async connection =>
    {
        await _schema.CheckAsync(connection, cancellationToken).ConfigureAwait(false);
        return true;
    }, cancellationToken);

    /// <summary>Where reading goes on.</summary>
    /// <param name="topic">One of <see cref="Topics"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Per partition the next offset; a partition that was never written has none.</returns>
    /// <exception cref="SinkException">The schema holds another broker's outputs; or PostgreSQL refuses, or does not answer.</exception>
    public Task<IReadOnlyDictionary<int, long>> PositionsAsync(string topic, CancellationToken cancellationToken) => ConnectedAsync<IReadOnlyDictionary<int, long>>(
        async connection => await _positions.ReadAsync(connection, topic, cancellationToken).ConfigureAwait(false), cancellationToken);

    /// <summary>Stores what has not been stored. An output that does not fit goes to the table <c>refused</c>, whole; it stops nothing.</summary>
    /// <param name="records">In any order, of any partitions.</param>
    /// <param name="cancellationToken">Ends it; of each transaction everything is stored, or nothing.</param>
    /// <returns>What became of them.</returns>
    /// <exception cref="SinkException">PostgreSQL refuses, or does not answer: give the same records again.</exception>
    public async Task<SinkResult> WriteAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        var ordered = records.OrderBy(record => record.Topic, StringComparer.Ordinal).ThenBy(record => record.Partition).ThenBy(record => record.Offset).ToArray();
        var total = SinkResult.None;
        for (var start = 0; start < ordered.Length; start += _batch)
        {
            var piece = new ArraySegment<LogRecord>(ordered, start, Math.Min(_batch, ordered.Length - start));
            total += await ConnectedAsync(connection => WriteAsync(connection, piece, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        return total;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<SinkResult> WriteAsync(NpgsqlConnection connection, ArraySegment<LogRecord> records, CancellationToken cancellationToken)
    {
        var batch = OutputBatch.Read(records);
        try
        {
            return await StoreAsync(connection, batch, isCareful: false, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException failure) when (Faults.IsOfData(failure))
        {
            // One row is at fault, and nobody says which: once more, each under a savepoint.
            return await StoreAsync(connection, batch, isCareful: true, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<SinkResult> StoreAsync(NpgsqlConnection connection, OutputBatch batch, bool isCareful, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using var open = transaction.ConfigureAwait(false);
        var last = await _lastIds.LockAsync(connection, batch.Writers(), cancellationToken).ConfigureAwait(false);
        using var rows = new RowBatch(_tables);
        foreach (var (record, id) in batch.Outputs)
        {
            if (last.IsNew(record.Topic, record.Partition, id))
                rows.Add(record, id);
        }

        var refused = isCareful
            ? await rows.WriteOneByOneAsync(connection, transaction, _writers, cancellationToken).ConfigureAwait(false)
            : await rows.WriteAsync(connection, _writers, cancellationToken).ConfigureAwait(false);
        var end = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                // A server that acknowledges before it has written could forget what the position says.
                new NpgsqlBatchCommand("SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'"),
                _lastIds.Store(last.Entries),
                _positions.Store(batch.Next),
            },
        };
        await using var ending = end.ConfigureAwait(false);
        await end.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new SinkResult(rows.Count, batch.Outputs.Count - rows.Count, refused, batch.Foreign);
    }

    private async Task<T> ConnectedAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var open = connection.ConfigureAwait(false);
            return await work(connection).ConfigureAwait(false);
        }
        catch (Exception failure) when (Faults.IsOfPostgres(failure))
        {
            throw Faults.Of(failure, _host);
        }
    }
}
