using Serverless.Sinks;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Sinks;

[Collection(PostgresGroup.Name)]
public sealed class PostgresSinkTests(PostgresFixture fixture)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_prediction_is_a_row_with_typed_columns()
    {
        await using var sink = await OpenAsync("typed");

        var result = await sink.WriteAsync([MeterOutputs.Prediction(3, 41, 7)], None);

        Assert.Equal(new SinkResult(1, 0, 0, 0), result);
        var row = Assert.Single(await QueryAsync("""
            SELECT output, id, "time", score, decision, reasons, late, model, ingested, origin, features[1], features[2], array_length(features, 1), event_id, event_meter, event_at, event_load, event_factor,
                event_phase, event_counter, event_is_manual, event_price, event_device, event_installed, event_quality, event_samples ->> 1, event_pulses
            FROM typed.predictions
            """));
        var time = new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);
        Assert.Equal(
            [
                "meter-watch.by-meter@1/3:41:1.0", "e3-41", time, 0.75, "check", new[] { "sudden" }, null, "meter-watch@7", time, "meter.readings/0/17",
                1.5f, null, 2, "e3-41", "m1", time, 1.5, 0.25f, 3, 9007199254740993, true, 12.340m, Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"),
                new DateTime(2020, 2, 29), "1", "2", 18446744073709551615m,
            ], row.Select(Plain));
        Assert.Equal([time, 0.75, 1.5f, null], Assert.Single(await QueryAsync("""SELECT "time", score, load, load_mean FROM typed.features""")));
    }

    [Fact]
    public async Task A_window_is_its_newest_revision_and_a_late_event_is_kept_whole()
    {
        await using var sink = await OpenAsync("windows");

        await sink.WriteAsync([MeterOutputs.Window(0, 1, 0, "a", 5, 0, 10), MeterOutputs.Window(0, 2, 1, "a", 5, 1, 11), MeterOutputs.Window(0, 3, 2, "b", 5, 0, 1)], None);
        await sink.WriteAsync([MeterOutputs.Window(0, 4, 3, "a", 5, 2, 12), MeterOutputs.Late(0, 5, 4)], None);

        Assert.Equal(
            [["a", 2L, 12.0, 2.0, "meter-watch.by-meter@1/0:4:2.0"], ["b", 0L, 1.0, 2.0, "meter-watch.by-meter@1/0:3:2.0"]],
            await QueryAsync("SELECT key, revision, load, readings, output FROM windows.meter_hour ORDER BY key"));
        Assert.Equal(["the horizon", "m1"], Assert.Single(await QueryAsync("SELECT rule, event ->> 'meter' FROM windows.late_events")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Sessions_that_grow_together_are_one_row_and_those_that_lie_near_stay(int batch)
    {
        await using var sink = await OpenAsync($"sessions{batch}");
        LogRecord[] results =
        [
            MeterOutputs.Visit(1, 0, "a", 10, 20, revision: 0), MeterOutputs.Visit(2, 1, "a", 25, 35, revision: 2), MeterOutputs.Visit(3, 2, "b", 25, 35, revision: 0),
            MeterOutputs.Visit(4, 3, "a", 40, 50, revision: 0), MeterOutputs.Visit(5, 4, "a", 5, 40, revision: 3), MeterOutputs.Visit(6, 5, "a", 39, 50, revision: 0),
        ];
        foreach (var piece in results.Chunk(batch))
            await sink.WriteAsync(piece, None);

        Assert.Equal(
            [["a", 5, 3L, "[1.5, 4]"], ["a", 39, 0L, "[1.5, 5]"], ["a", 40, 0L, "[1.5, 3]"], ["b", 25, 0L, "[1.5, 2]"]],
            await QueryAsync($"SELECT key, extract(minute FROM start)::int, revision, loads::text FROM sessions{batch}.visit ORDER BY key, start"));
    }

    [Fact]
    public async Task Repeats_of_every_kind_are_dropped()
    {
        await using var sink = await OpenAsync("repeats");
        LogRecord[] first = [.. Enumerable.Range(0, 6).Select(index => MeterOutputs.Prediction(index % 2, index, index / 2))];
        await sink.WriteAsync(first, None);

        // A takeover: the new owner publishes the last two again, then goes on; the old one's last send lands behind it. And the whole batch comes once more.
        var result = await sink.WriteAsync(
            [MeterOutputs.Prediction(0, 2, 3), MeterOutputs.Prediction(0, 4, 4), MeterOutputs.Prediction(0, 6, 5), MeterOutputs.Prediction(0, 6, 6), .. first], None);

        Assert.Equal(new SinkResult(1, 9, 0, 0), result);
        Assert.Equal(7, await fixture.Server.CountAsync("SELECT count(DISTINCT output) FROM repeats.predictions"));
        Assert.Equal(7, await fixture.Server.CountAsync("SELECT count(*) FROM repeats.predictions"));
        Assert.Equal(new Dictionary<int, long> { [0] = 7, [1] = 3 }, await sink.PositionsAsync(MeterOutputs.Plan.Predictions, None));
    }

    [Fact]
    public async Task Writers_that_share_a_partition_do_not_hide_each_others_outputs_and_a_higher_generation_begins_anew()
    {
        await using var sink = await OpenAsync("writers");
        LogRecord Of(string writer, long cause, long offset) =>
            MeterOutputs.Record(MeterOutputs.Plan.Events, 0, offset, $"{writer}:{cause}:2.0", "late", MeterOutputs.Event());

        var result = await sink.WriteAsync(
            [Of("a@1/0", 500, 0), Of("b@1/0", 3, 1), Of("a@1/1", 7, 2), Of("a@2/0", 0, 3), Of("a@1/0", 501, 4), Of("b@1/0", 4, 5)], None);

        Assert.Equal(new SinkResult(5, 1, 0, 0), result);
    }

    [Fact]
    public async Task Hostile_outputs_stop_nothing_and_are_kept()
    {
        await using var sink = await OpenAsync("hostile");
        var plan = MeterOutputs.Plan;
        var huge = new string('x', 400_000);
        string[] values =
        [
            MeterOutputs.PredictionValue("nul \\u0000 end", MeterOutputs.Event("in \\u0000 it")),
            MeterOutputs.PredictionValue(huge, MeterOutputs.Event(huge)),
            MeterOutputs.PredictionValue("nan", score: "NaN"),
            MeterOutputs.PredictionValue("infinite", score: "1e999"),
            MeterOutputs.PredictionValue("text", score: "\"0.5\""),
            MeterOutputs.PredictionValue("surrogate \\ud800"),
            MeterOutputs.PredictionValue("loads", MeterOutputs.Event("loads", "\"NaN\"")),
            "[1]", "", "{", "{}", "null", new string('[', 5_000), """{"id":1,"time":"soon"}""",
            MeterOutputs.PredictionValue("no event", "7"),
        ];
        var records = values.Select((value, index) => MeterOutputs.Prediction(0, index, index, value)).ToList();
        records.Add(MeterOutputs.Record(plan.Predictions, 0, 20, null, "prediction", MeterOutputs.PredictionValue("no id")));
        records.Add(MeterOutputs.Record(plan.Predictions, 0, 21, "no id at all", "prediction", MeterOutputs.PredictionValue("bad id")));
        records.Add(MeterOutputs.Record(plan.Events, 0, 0, "w@1/0:1:1.0", "drift", "{}"));
        records.Add(MeterOutputs.Window(1, 9, 0, "k", 1, 0, 1, "gone_hour"));

        // Found by PostgreSQL only: an entry of an index has a limit, and jsonb's numbers do.
        records.Add(MeterOutputs.Window(2, 9, 0, Incompressible(20_000), 1, 0, 1));
        records.Add(MeterOutputs.Record(plan.Events, 3, 0, "w@1/3:1:1.0", "late", """{"load":1e999999}"""));
        records.Add(MeterOutputs.Window(2, 10, 1, "good", 1, 0, 1));

        var result = await sink.WriteAsync(records, None);

        Assert.Equal(new SinkResult(20, 0, 16, 2), result);
        Assert.Equal(
            [["in � it", "nul � end"], [huge, huge], ["e", "no event"]],
            (await QueryAsync("SELECT coalesce(event_id, 'e'), id FROM hostile.predictions ORDER BY output COLLATE \"C\"")).OrderBy(row => ((string)row[1]!)[0] == 'n' ? ((string)row[1]!)[1] == 'u' ? 0 : 2 : 1));
        Assert.Equal(["good"], Assert.Single(await QueryAsync("SELECT key FROM hostile.meter_hour")));
        Assert.Equal(16, await fixture.Server.CountAsync("SELECT count(*) FROM hostile.refused WHERE length(reason) > 0"));
        Assert.Contains(await QueryAsync("SELECT reason FROM hostile.refused"), row => (string)row[0]! == "score is no double precision");
        Assert.Equal(0, await fixture.Server.CountAsync("SELECT count(*) FROM hostile.late_events"));
        Assert.Equal(result with { Written = 0, Refused = 0, Repeats = 20 }, await sink.WriteAsync(records, None));
    }

    [Fact]
    public async Task Two_sinks_at_once_store_each_output_once()
    {
        await using var first = await OpenAsync("two");
        await using var one = new PostgresSink(MeterOutputs.Plan, Settings("two") with { BatchRecords = 50 }, 1);
        await using var other = new PostgresSink(MeterOutputs.Plan, Settings("two") with { BatchRecords = 70 }, 1);
        LogRecord[] all = [.. Enumerable.Range(0, 2_000).Select(index => MeterOutputs.Prediction(index % 8, index, index / 8))];

        // Every writer is known: who inserts its row first has no lock by that.
        await first.WriteAsync(all[..8], None);

        var results = await Task.WhenAll(Task.Run(() => one.WriteAsync(all, None)), Task.Run(() => other.WriteAsync(all, None)));

        Assert.Equal(2_000 - 8, results.Sum(result => result.Written));
        Assert.Equal(2_000 + 8, results.Sum(result => result.Repeats));
        Assert.Equal(2_000, await fixture.Server.CountAsync("SELECT count(DISTINCT output) FROM two.predictions"));
        Assert.Equal(2_000, await fixture.Server.CountAsync("SELECT count(*) FROM two.predictions"));
    }

    [Fact]
    public async Task A_connection_that_is_cut_between_rows_and_last_ids_leaves_nothing()
    {
        await using var sink = await OpenAsync("cut");
        await fixture.Server.RunAsync("""
            CREATE FUNCTION cut.hang() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END $$;
            CREATE TRIGGER hang BEFORE UPDATE ON cut.last_ids FOR EACH STATEMENT EXECUTE FUNCTION cut.hang();
            """);
        await using var holder = new Npgsql.NpgsqlConnection(fixture.Server.ConnectionString);
        await holder.OpenAsync();
        await using (var hold = new Npgsql.NpgsqlCommand("SELECT pg_advisory_lock(4711)", holder))
            await hold.ExecuteNonQueryAsync();

        var writing = sink.WriteAsync([MeterOutputs.Prediction(0, 1, 0)], None);
        while (await fixture.Server.CountAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 0)
            await Task.Delay(10);

        var failure = await Assert.ThrowsAsync<SinkException>(() => writing);
        Assert.False(failure.IsFatal);
        await holder.CloseAsync();
        Npgsql.NpgsqlConnection.ClearPool(holder);
        Assert.Equal(0, await fixture.Server.CountAsync("SELECT count(*) FROM cut.predictions"));
        Assert.Equal(new SinkResult(1, 0, 0, 0), await sink.WriteAsync([MeterOutputs.Prediction(0, 1, 0)], None));
    }

    [Fact]
    public async Task A_server_killed_again_and_again_under_load_ends_with_each_output_once()
    {
        await using var sink = await OpenAsync("killed");
        var (failures, written, isOver) = (0, 0, false);
        var writing = Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                // The last half of the batch before comes once more, as after a takeover.
                var batch = Enumerable.Range(Math.Max(0, written - 50), written < 50 ? 100 : 150).Select(index => MeterOutputs.Prediction(index % 4, index, index / 4)).ToArray();
                try
                {
                    await sink.WriteAsync(batch, None);
                    Volatile.Write(ref written, written + 100);
                }
                catch (SinkException failure)
                {
                    // As a host does it: the same batch again, until it is taken.
                    Assert.False(failure.IsFatal, failure.Message);
                    failures++;
                    await Task.Delay(20);
                }
            }
        });
        for (var kill = 0; kill < 2; kill++)
        {
            await AtLeastAsync(Volatile.Read(ref written) + 500);
            await fixture.Server.KillAsync();
            await fixture.Server.LaunchAsync();
        }

        await AtLeastAsync(Volatile.Read(ref written) + 500);
        Volatile.Write(ref isOver, true);
        await writing;

        Assert.True(failures >= 2);
        Assert.Equal(written, await fixture.Server.CountAsync("SELECT count(*) FROM killed.predictions"));
        Assert.Equal(written, await fixture.Server.CountAsync("SELECT count(DISTINCT output) FROM killed.predictions"));

        async Task AtLeastAsync(int count)
        {
            while (Volatile.Read(ref written) < count && !writing.IsFaulted)
                await Task.Delay(1);
        }
    }

    private async Task<PostgresSink> OpenAsync(string schema)
    {
        var sink = new PostgresSink(MeterOutputs.Plan, Settings(schema), 1);
        await sink.CreateSchemaAsync(None);
        return sink;
    }

    private PostgresSettings Settings(string schema) => new() { ConnectionString = fixture.Server.ConnectionString, Schema = schema };

    private Task<List<object?[]>> QueryAsync(string query) => fixture.Server.QueryAsync(query);

    private static object? Plain(object? value) => value is DateOnly date ? date.ToDateTime(TimeOnly.MinValue) : value;

    /// <summary>Text that can't be packed, so that an index can't take it.</summary>
    private static string Incompressible(int length)
    {
        var random = new Random(42);
        return string.Create(length, random, static (text, draws) =>
        {
            for (var index = 0; index < text.Length; index++)
                text[index] = (char)draws.Next(0x4e00, 0x9fff);
        });
    }
}
