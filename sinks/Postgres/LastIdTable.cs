using System.Data;
using Npgsql;
using NpgsqlTypes;
using Serverless.Streams.Records;

namespace Serverless.Sinks.Postgres;

/// <summary>
/// The last id per writer and partition, in the same transaction as the rows. Its rows are locked first: of two sinks that write the same
/// partition the second one waits, and then finds that everything has been stored.
/// </summary>
internal sealed class LastIdTable(string schema)
{
    public const string Name = "last_ids";
    private readonly string _table = $"{Identifier.Quoted(schema)}.{Name}";

    public string Definition => $"""
        CREATE TABLE IF NOT EXISTS {_table} (
            topic text NOT NULL, partition integer NOT NULL, stage text NOT NULL, shard integer NOT NULL,
            generation bigint NOT NULL, position bigint NOT NULL, slot bigint NOT NULL,
            PRIMARY KEY (topic, partition, stage, shard))
        """;

    /// <summary>Locks the rows of these writers, and gives their last ids.</summary>
    public async Task<LastIds> LockAsync(NpgsqlConnection connection, IEnumerable<LastId> writers, CancellationToken cancellationToken)
    {
        // One order for all, or two sinks could wait for each other.
        var ordered = writers.OrderBy(each => each.Topic, StringComparer.Ordinal).ThenBy(each => each.Partition)
            .ThenBy(each => each.Id.Writer.Stage, StringComparer.Ordinal).ThenBy(each => each.Id.Writer.Shard).ToArray();
        const string Wanted = "unnest($1::text[], $2::integer[], $3::text[], $4::integer[]) AS wanted(topic, partition, stage, shard)";
        var batch = new NpgsqlBatch(connection);
        await using var open = batch.ConfigureAwait(false);
        batch.BatchCommands.Add(With($"INSERT INTO {_table} SELECT *, 0, -1, 0 FROM {Wanted} ON CONFLICT DO NOTHING", ordered));
        batch.BatchCommands.Add(With(
            $"""
            SELECT topic, partition, stage, shard, generation, position, slot FROM {_table} JOIN {Wanted} USING (topic, partition, stage, shard)
            ORDER BY topic COLLATE "C", partition, stage COLLATE "C", shard FOR UPDATE OF {Name}
            """, ordered));
        var last = new LastIds();
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var reading = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var writer = new WriterId(reader.GetString(2), reader.GetInt64(4), reader.GetInt32(3));
            last.Restore(new LastId(reader.GetString(0), reader.GetInt32(1), new OutputId(writer, reader.GetInt64(5), reader.GetInt64(6))));
        }

        return last;
    }

    /// <summary>Stores them.</summary>
    public NpgsqlBatchCommand Store(IEnumerable<LastId> last)
    {
        var all = last.ToArray();
        var command = With(
            $"""
            UPDATE {_table} AS last SET generation = new.generation, position = new.position, slot = new.slot
            FROM unnest($1::text[], $2::integer[], $3::text[], $4::integer[], $5::bigint[], $6::bigint[], $7::bigint[])
                AS new(topic, partition, stage, shard, generation, position, slot)
            WHERE (last.topic, last.partition, last.stage, last.shard) = (new.topic, new.partition, new.stage, new.shard)
            """, all);
        command.Parameters.Add(new NpgsqlParameter { Value = Array.ConvertAll(all, each => each.Id.Writer.Generation) });
        command.Parameters.Add(new NpgsqlParameter { Value = Array.ConvertAll(all, each => each.Id.Offset) });
        command.Parameters.Add(new NpgsqlParameter { Value = Array.ConvertAll(all, each => each.Id.Slot) });
        return command;
    }

    private static NpgsqlBatchCommand With(string text, LastId[] writers)
    {
        var command = new NpgsqlBatchCommand(text);
        command.Parameters.Add(new NpgsqlParameter { Value = Array.ConvertAll(writers, each => each.Topic), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = Array.ConvertAll(writers, each => each.Partition) });
        command.Parameters.Add(new NpgsqlParameter { Value = Array.ConvertAll(writers, each => each.Id.Writer.Stage), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = Array.ConvertAll(writers, each => each.Id.Writer.Shard) });
        return command;
    }
}
