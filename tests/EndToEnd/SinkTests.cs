using System.Text;
using Npgsql;
using Serverless.Kafka;
using Serverless.Local.Emulators;
using Serverless.Streams.Records;
using Serverless.Tests.Integration.Sinks;

namespace Serverless.Tests.EndToEnd;

/// <summary>The process that stores outputs in PostgreSQL, killed where it hurts most.</summary>
public sealed class SinkTests : IAsyncLifetime
{
    private const string Topic = "card-fraud.predictions";
    private const int Partitions = 2;
    private const int Outputs = 2_000;
    private PostgresServer _postgres = null!;
    private EmbeddedKafka _broker = null!;

    public async Task InitializeAsync()
    {
        _postgres = await PostgresServer.StartAsync();
        _broker = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Topics = new Dictionary<string, int> { [Topic] = Partitions, ["card-fraud.events"] = Partitions } });
    }

    public async Task DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    [Fact]
    public async Task Killed_between_rows_and_commit_and_within_the_commit_it_stores_each_output_once()
    {
        // While somebody holds the lock, a transaction stands still between its rows and its end, or within the commit.
        await RunToEndAsync(0);
        await _postgres.RunAsync("""
            CREATE FUNCTION public.hang() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END $$;
            CREATE TRIGGER hang_before BEFORE UPDATE ON card_fraud.last_ids FOR EACH STATEMENT EXECUTE FUNCTION public.hang();
            """);
        await AppendAsync(0, Outputs);
        await KillWhileItHangsAsync();
        Assert.Equal(0, await _postgres.CountAsync("SELECT count(*) FROM card_fraud.predictions"));

        await _postgres.RunAsync("""
            DROP TRIGGER hang_before ON card_fraud.last_ids;
            CREATE CONSTRAINT TRIGGER hang_within AFTER UPDATE ON card_fraud.last_ids DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.hang();
            """);
        await KillWhileItHangsAsync();
        await _postgres.RunAsync("DROP TRIGGER hang_within ON card_fraud.last_ids");

        // The old owner's last send, published again by the new one.
        await AppendAsync(Outputs - 100, 200);
        await RunToEndAsync(Outputs + 100);

        Assert.Equal(Outputs + 100, await _postgres.CountAsync("SELECT count(*) FROM card_fraud.predictions"));
        Assert.Equal(Outputs + 100, await _postgres.CountAsync("SELECT count(DISTINCT output) FROM card_fraud.predictions"));
    }

    [Fact]
    public async Task Without_tables_or_a_connection_string_it_says_what_is_missing_and_ends_with_2()
    {
        await using var without = CommandProcess.Start("sink", "--brokers", _broker.BootstrapServers);
        Assert.Equal(2, await without.EndAsync());
        Assert.StartsWith("Where is PostgreSQL? Set POSTGRES__ConnectionString", without.Errors.Single(), StringComparison.Ordinal);

        await using var sink = Start();
        Assert.Equal(2, await sink.EndAsync());
        Assert.Equal("card_fraud.last_ids is missing in PostgreSQL: run ./serverless sink with --create-schema.", sink.Errors.Single());
    }

    private CommandProcess Start(params string[] more) => CommandProcess.Start(
        new() { ["POSTGRES__ConnectionString"] = _postgres.ConnectionString, ["POSTGRES__BatchRecords"] = "500" }, ["sink", "card-fraud", "--brokers", _broker.BootstrapServers, .. more]);

    private async Task KillWhileItHangsAsync()
    {
        await using var holder = new NpgsqlConnection(_postgres.ConnectionString + ";Pooling=false");
        await holder.OpenAsync();
        await using var hold = new NpgsqlCommand("SELECT pg_advisory_lock(4711)", holder);
        await hold.ExecuteNonQueryAsync();
        await using var sink = Start();
        while (await _postgres.CountAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 0)
            await Task.Delay(20);
        await sink.KillAsync();
    }

    private async Task RunToEndAsync(int rows)
    {
        await using var sink = Start("--create-schema");
        await sink.LineAsync(line => line.Contains("\"isReady\":true", StringComparison.Ordinal));
        while (await _postgres.CountAsync("SELECT count(*) FROM card_fraud.predictions") < rows)
            await Task.Delay(20);
        await sink.KillAsync();
    }

    private async Task AppendAsync(int from, int count)
    {
        await using var log = await KafkaLog.ConnectAsync(_broker.Settings, CancellationToken.None);
        await using var writer = log.OpenWriter();
        await writer.AppendAsync([.. Enumerable.Range(from, count).Select(Prediction)], CancellationToken.None);
    }

    private static OutgoingRecord Prediction(int number) => new()
    {
        Topic = Topic,
        Partition = number % Partitions,
        Value = Encoding.UTF8.GetBytes($$"""{"id":"p{{number}}","time":"2026-01-01T00:00:00Z","score":0.5,"decision":"allow","reasons":[],"features":[],"event":{"amount":1} }"""),
        Headers =
        [
            new RecordHeader(OutputHeaders.Id, Encoding.UTF8.GetBytes($"card-fraud.by-terminal@1/{number % Partitions}:{number}:1.0")),
            new RecordHeader(OutputHeaders.Type, "prediction"u8.ToArray()),
        ],
    };
}
