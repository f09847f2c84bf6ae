using Npgsql;
using Serverless.Sinks;
using Serverless.Streams;

namespace Serverless.Tests.Integration.Sinks;

[Collection(PostgresGroup.Name)]
public sealed class PostgresSchemaTests(PostgresFixture fixture)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Creating_it_again_and_by_several_at_once_changes_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => CreateAsync(MeterOutputs.Plan, "again"))));
        await using (var sink = Open(MeterOutputs.Plan, "again"))
            await sink.WriteAsync([MeterOutputs.Prediction(0, 1, 0)], None);
        var before = await ColumnsAsync("again");

        await CreateAsync(MeterOutputs.Plan, "again");

        Assert.Equal(before, await ColumnsAsync("again"));
        Assert.Equal(1, await fixture.Server.CountAsync("SELECT count(*) FROM again.predictions"));
        Assert.Equal(2, await fixture.Server.CountAsync("SELECT count(*) FROM pg_indexes WHERE schemaname = 'again' AND indexname IN ('predictions_time', 'meter_hour_start')"));
    }

    [Fact]
    public async Task Without_a_request_what_is_missing_is_named()
    {
        await using var sink = Open(MeterOutputs.Plan, "missing");

        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.CheckSchemaAsync(None));

        Assert.True(failure.IsFatal);
        Assert.Equal("missing.last_ids is missing in PostgreSQL: run ./serverless sink with --create-schema.", failure.Message);
    }

    [Fact]
    public async Task A_column_of_another_type_is_named()
    {
        await CreateAsync(MeterOutputs.Plan, "wrong");
        await fixture.Server.RunAsync("ALTER TABLE wrong.predictions ALTER COLUMN event_phase TYPE text");
        await using var sink = Open(MeterOutputs.Plan, "wrong");

        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.CheckSchemaAsync(None));

        Assert.Equal(
            "The column wrong.predictions.event_phase is of type text, but the pipeline needs integer: rename the column and run ./serverless sink with --create-schema.",
            failure.Message);
    }

    [Fact]
    public async Task A_pipeline_that_gets_a_model_member_and_window_keeps_its_rows()
    {
        await CreateAsync(new Smaller.MeterWatch().Build(), "grown");
        await using (var before = Open(new Smaller.MeterWatch().Build(), "grown"))
            await before.WriteAsync([MeterOutputs.Prediction(0, 1, 0)], None);
        await using (var early = Open(MeterOutputs.Plan, "grown"))
            Assert.Equal("grown.predictions.score is missing in PostgreSQL: run ./serverless sink with --create-schema.", (await Assert.ThrowsAsync<SinkException>(() => early.CheckSchemaAsync(None))).Message);

        await CreateAsync(MeterOutputs.Plan, "grown");
        await using var sink = Open(MeterOutputs.Plan, "grown");
        await sink.CheckSchemaAsync(None);
        var result = await sink.WriteAsync([MeterOutputs.Prediction(0, 1, 0), MeterOutputs.Prediction(0, 2, 1), MeterOutputs.Window(0, 2, 0, "k", 1, 0, 1)], None);

        Assert.Equal(new SinkResult(2, 1, 0, 0), result);
        Assert.Equal([["e0-1", null, null], ["e0-2", 0.75, 3]], await fixture.Server.QueryAsync("SELECT id, score, event_phase FROM grown.predictions ORDER BY id"));
    }

    [Theory]
    [InlineData("postgres://sink:s3cret@127.0.0.1/fraud?sslmode=require")]
    [InlineData("Host=127.0.0.1;Password=s3cret;Port=s3cret")]
    [InlineData("Password=s3cret")]
    public void A_wrong_connection_string_is_refused_without_showing_it(string connection)
    {
        var failure = Assert.Throws<SinkException>(() => PostgresSettings.From([new("POSTGRES__ConnectionString", connection)]));

        Assert.True(failure.IsFatal);
        Assert.StartsWith("POSTGRES__ConnectionString can't be read", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_without_the_password()
    {
        await using var sink = new PostgresSink(MeterOutputs.Plan, new PostgresSettings { ConnectionString = "Host=127.0.0.1;Port=1;Username=u;Password=s3cret" }, 1);

        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.CheckSchemaAsync(None));

        Assert.False(failure.IsFatal);
        Assert.StartsWith("PostgreSQL at 127.0.0.1 does not answer", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", new PostgresSettings { ConnectionString = "Host=h;Password=s3cret" }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_a_wrong_setting()
    {
        await using var sink = new PostgresSink(
            MeterOutputs.Plan, new PostgresSettings { ConnectionString = fixture.Server.ConnectionString.Replace("Database=postgres", "Database=none", StringComparison.Ordinal) }, 1);

        Assert.True((await Assert.ThrowsAsync<SinkException>(() => sink.CheckSchemaAsync(None))).IsFatal);
    }

    [Fact]
    public async Task Where_a_simulated_TimescaleDB_is_installed_every_table_with_a_time_becomes_a_hypertable_and_keeps_its_rules()
    {
        await fixture.Server.RunAsync("CREATE DATABASE timescale");
        var connection = fixture.Server.ConnectionString.Replace("Database=postgres", "Database=timescale", StringComparison.Ordinal);
        await using var source = NpgsqlDataSource.Create(connection);

        // Its own rule: what is unique must have the time in it.
        await using (var install = source.CreateCommand("""
            INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) VALUES (99999, 'timescaledb', 10, 2200, false, 'simulated');
            CREATE TABLE public.hypertables (name text PRIMARY KEY);
            CREATE FUNCTION public.create_hypertable(relation regclass, time_column_name name, create_default_indexes boolean, if_not_exists boolean, migrate_data boolean) RETURNS void LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = relation AND i.indisunique AND NOT EXISTS (
                    SELECT 1 FROM pg_attribute a WHERE a.attrelid = relation AND a.attname = time_column_name AND a.attnum = ANY (i.indkey))) THEN
                    RAISE EXCEPTION 'cannot create a unique index without the column "%" (used in partitioning)', time_column_name;
                END IF;
                INSERT INTO public.hypertables VALUES (relation::text || ' ' || time_column_name) ON CONFLICT DO NOTHING;
            END $$
            """))
            await install.ExecuteNonQueryAsync();
        await using var sink = new PostgresSink(MeterOutputs.Plan, new PostgresSettings { ConnectionString = connection, Schema = "hyper" }, 1);

        await sink.CreateSchemaAsync(None);
        await sink.CreateSchemaAsync(None);

        await using var look = source.CreateCommand("SELECT string_agg(name, ', ' ORDER BY name) FROM public.hypertables");
        Assert.Equal("hyper.meter_hour start, hyper.predictions time, hyper.visit start", await look.ExecuteScalarAsync());
        Assert.Equal(new SinkResult(2, 0, 0, 0), await sink.WriteAsync([MeterOutputs.Prediction(0, 1, 0), MeterOutputs.Window(0, 1, 0, "a", 5, 0, 10)], None));
    }

    private PostgresSink Open(PipelinePlan plan, string schema) => new(plan, new PostgresSettings { ConnectionString = fixture.Server.ConnectionString, Schema = schema }, 1);

    private async Task CreateAsync(PipelinePlan plan, string schema)
    {
        await using var sink = Open(plan, schema);
        await sink.CreateSchemaAsync(None);
    }

    private Task<List<object?[]>> ColumnsAsync(string schema) => fixture.Server.QueryAsync(
        $"SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = '{schema}' ORDER BY 1, 2");
}
