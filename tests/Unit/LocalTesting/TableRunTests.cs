using System.Text;
using Serverless.Durable.Offline;
using Serverless.Local.Cli.Training;
using Serverless.Local.Testing;
using Serverless.Streams;
using Serverless.Streams.Records;
using Serverless.Tests.Unit.Streams.Tables;

namespace Serverless.Tests.Unit.LocalTesting;

/// <summary>A pipeline with a reference table, as its author tests it; and that what is looked up is the same after a takeover and in a training table.</summary>
public sealed class TableRunTests
{
    private static readonly DateTimeOffset Noon = new(2025, 3, 3, 12, 0, 0, TimeSpan.Zero);
    private static readonly Order First = new("a", "c1", "book-1", Noon);
    private static readonly Item[] Monday = [new("book-1", "book", 20), new("toy-1", "toy", 120, 3)];
    private static readonly Item[] Tuesday = [new("book-1", "book", 25, 0), new("car-1", "car", 9_000)];

    [Fact]
    public async Task A_row_is_found_by_features_values_and_rules_and_a_missing_one_stands_for_what_is_said()
    {
        var run = await TestRun.Of(new Orders()).Model(0.9).Table("items", Monday)
            .With(First, First with { Id = "b", Item = "toy-1" }, First with { Id = "c", Item = "lamp-1" }, First with { Id = "d", Item = null })
            .WithTakeovers().RunAsync();

        run.Features["a"].Expect(("price", 20), ("stock", 7), ("known", 1), ("kind_book", 1), ("kind_toy", 0), ("log_price", Math.Log(21)));
        run.Features["b"].Expect(("price", 120), ("stock", 3), ("kind_book", 0), ("kind_toy", 1));
        run.Features["c"].Expect(("price", double.NaN), ("stock", -1), ("known", 0), ("kind_book", 0), ("kind_toy", 0), ("shelf_0", 0), ("shelf_1", 0), ("log_price", double.NaN));
        run.Features["d"].Expect(("price", double.NaN), ("stock", -1));
        Assert.Equal(1, run.Features["a"]["shelf_0"] + run.Features["a"]["shelf_1"]);
        Assert.Equal(["b"], run.Sent("shop.dear").Select(sent => sent.Id));
        Assert.Equal(7, run.AbsentKeys["items"]);
    }

    [Fact]
    public async Task Another_version_is_in_force_from_where_it_is_said()
    {
        var run = await TestRun.Of(new Orders()).Model(0.9).Table("items", Monday)
            .With(First, First with { Id = "b", Item = "toy-1" })
            .Table("items", Tuesday)
            .With(First with { Id = "c" }, First with { Id = "d", Item = "toy-1" }, First with { Id = "e", Item = "car-1" })
            .WithTakeovers().RunAsync();

        Assert.Equal((20.0, 25.0, 9_000.0), (run.Features["a"]["price"], run.Features["c"]["price"], run.Features["e"]["price"]));
        Assert.Equal((1.0, 0.0), (run.Features["b"]["known"], run.Features["d"]["known"]));
        Assert.Equal(["b", "e"], run.Sent("shop.dear").Select(sent => sent.Id));
    }

    [Fact]
    public async Task What_was_looked_up_live_is_looked_up_again_from_the_keyed_logs_and_outputs_name_the_version()
    {
        var plan = new Orders().Build();
        var model = new GivenModel(plan.Model!, _ => 0.9, new Dictionary<string, double>());
        var tables = new GivenTables(typeof(Orders), plan, model, [("items", 0, Monday), ("items", 3, Tuesday)]);
        var records = Enumerable.Range(0, 6).Select(index => Record(plan, First with { Id = $"{index}", Customer = $"c{index % 2}", At = Noon.AddSeconds(index) })).ToArray();
        var live = await TestStages.RunAsync(plan, tables, records, takeovers: false);

        var outputs = live.Log.All(plan.Predictions).ToDictionary(
            record => Header(record, OutputHeaders.Origin).Split('/')[^1], record => Header(record, OutputHeaders.Tables), StringComparer.Ordinal);
        Assert.Equal(["items@1", "items@1", "items@1", "items@2", "items@2", "items@2"], outputs.OrderBy(output => output.Key, StringComparer.Ordinal).Select(output => output.Value));

        var (logged, report) = (await LoggedVectors.OfTopicAsync(plan, live.Log, default), new ParityReport([.. plan.Model!.Features.Select(feature => feature.Name)]));
        await foreach (var row in new KeyedReplay(plan, live.Log, tables).RowsAsync(default))
        {
            Assert.True(logged.Remove(row.Id, out var vector), row.Id);
            report.Compare(row.Id, vector, row.Features.Span);
        }

        Assert.Empty(logged);
        Assert.True(report.IsSame, report.Table());
    }

    [Fact]
    public void A_training_table_of_files_has_one_version_of_each_table_and_wants_it_named()
    {
        var plan = new Orders().Build();
        Assert.Contains("the table items", Assert.Throws<ArgumentException>(() => new OfflineRun(plan, 1)).Message, StringComparison.Ordinal);
        var rows = plan.Tables[0].Read("""{"id":"book-1","kind":"book","price":42}"""u8);
        var run = new OfflineRun(plan, 1, new Dictionary<string, Serverless.Streams.Tables.TableRows> { ["items"] = rows });
        Assert.Equal(42, Assert.Single(run.Take("orders", 0, Record(plan, First).Value, Noon.ToUnixTimeMilliseconds())).Features.Span[0]);
    }

    [Fact]
    public async Task What_a_test_gives_wrongly_is_said()
    {
        var run = TestRun.Of(new Orders()).Model(0.5).With(First);
        Assert.StartsWith("There is no version of the table items in ", (await Assert.ThrowsAsync<TestRunException>(run.RunAsync)).Message, StringComparison.Ordinal);
        Assert.Equal(
            ".Table(\"items\"): row 2: its key \"book-1\" was there before",
            (await Assert.ThrowsAsync<TestRunException>(() => TestRun.Of(new Orders()).Model(0.5).Table("items", Monday[0], Monday[0]).With(First).RunAsync())).Message);
        Assert.Equal(
            "\"things\" is no table of orders; there are: items.",
            (await Assert.ThrowsAsync<TestRunException>(() => TestRun.Of(new Orders()).Model(0.5).Table("items", Monday).Table("things", Monday).With(First).RunAsync())).Message);
        Assert.Equal(
            ".Table(\"items\"): A row is Order, not Item. (Parameter 'rows')",
            (await Assert.ThrowsAsync<TestRunException>(() => TestRun.Of(new Orders()).Model(0.5).Table("items", First).With(First).RunAsync())).Message);
    }

    private static string Header(LogRecord record, string name) => record.TryGetHeader(name, out var value) ? Encoding.UTF8.GetString(value.Span) : "";

    private static TestRecord Record(PipelinePlan plan, Order order)
    {
        var value = new Serverless.Streams.Codec.ByteWriter();
        plan.Sources[0].Execution.Encode(order, value);
        return new TestRecord("orders", value.ToArray(), null);
    }
}
