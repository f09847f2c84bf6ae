using Npgsql;
using NpgsqlTypes;

namespace Serverless.Sinks.Postgres;

/// <summary>
/// Where reading goes on, in the same transaction as the rows: a database that was restored from a backup says so itself. A broker that starts
/// with an empty memory has a higher epoch, and positions of its own.
/// </summary>
/// <param name="schema">Its schema.</param>
/// <param name="epoch">The broker's epoch.</param>
/// <param name="broker">What tells it from other brokers with the same epoch; null where it has no such id.</param>
internal sealed class PositionTable(string schema, long epoch, Guid? broker)
{
    public const string Name = "positions";
    private readonly string _table = $"{Identifier.Quoted(schema)}.{Name}";

    public string Definition => $"""
        CREATE TABLE IF NOT EXISTS {_table} (
            topic text NOT NULL, partition integer NOT NULL, epoch bigint NOT NULL, broker uuid, next bigint NOT NULL,
            PRIMARY KEY (topic, partition, epoch))
        """;

    /// <summary>The next offset wanted, per partition that has been written.</summary>
    /// <exception cref="SinkException">The outputs that are stored are those of another broker: their last ids would hide the outputs of this one.</exception>
    public async Task<Dictionary<int, long>> ReadAsync(NpgsqlConnection connection, string topic, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand($"SELECT partition, next, epoch > $2 OR broker IS DISTINCT FROM $3 FROM {_table} WHERE topic = $1 AND epoch >= $2", connection)
        {
            Parameters = { new NpgsqlParameter { Value = topic }, new NpgsqlParameter { Value = epoch }, Broker() },
        };
        await using var open = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var reading = reader.ConfigureAwait(false);
        var next = new Dictionary<int, long>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (reader.GetBoolean(2))
                throw new SinkException($"The schema {schema} holds the outputs of another broker: choose another one by POSTGRES__Schema, or drop it.") { IsFatal = true };
            next[reader.GetInt32(0)] = reader.GetInt64(1);
        }

        return next;
    }

    /// <summary>Stores them; they never go back.</summary>
    public NpgsqlBatchCommand Store(IReadOnlyDictionary<(string Topic, int Partition), long> next)
    {
        // One order for all, or two sinks could wait for each other.
        var ordered = next.OrderBy(each => each.Key.Topic, StringComparer.Ordinal).ThenBy(each => each.Key.Partition).ToArray();
        return new NpgsqlBatchCommand(
            $"""
            INSERT INTO {_table} AS last SELECT topic, partition, $4, $5, next FROM unnest($1::text[], $2::integer[], $3::bigint[]) AS new(topic, partition, next)
            ON CONFLICT (topic, partition, epoch) DO UPDATE SET next = greatest(last.next, excluded.next)
            """)
        {
            Parameters =
            {
                new NpgsqlParameter { Value = Array.ConvertAll(ordered, each => each.Key.Topic) },
                new NpgsqlParameter { Value = Array.ConvertAll(ordered, each => each.Key.Partition) },
                new NpgsqlParameter { Value = Array.ConvertAll(ordered, each => each.Value) },
                new NpgsqlParameter { Value = epoch },
                Broker(),
            },
        };
    }

    private NpgsqlParameter Broker() => new() { Value = broker is { } id ? id : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };
}
