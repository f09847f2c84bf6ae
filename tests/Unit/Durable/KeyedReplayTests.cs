using System.Text;
using Serverless.Durable.Offline;
using Serverless.Local.Cli.Training;
using Serverless.Local.Simulation;
using Serverless.Local.Testing;
using Serverless.Pipelines.CardFraud;
using Serverless.Streams;

namespace Serverless.Tests.Unit.Durable;

/// <summary>Vectors that a live run of card-fraud logged, made again from its keyed logs and from its sources.</summary>
public sealed class KeyedReplayTests
{
    private const int Days = 9;

    [Fact]
    public async Task Rows_of_the_recorded_keyed_logs_and_of_the_sources_are_the_live_ones_bit_by_bit_and_know_nothing_later()
    {
        var plan = new CardFraud().Build();
        // The order of sending: whatever comes late or twice in the simulated world does so here.
        var records = SimulationFile.Records(new() { Customers = 60, Terminals = 30, Radius = 30 }, new() { Duplicates = 0.02, Malformed = 0.02, ReportDelay = TimeSpan.FromHours(5) }, 0, Days, partitions: 1)
            .Select(record => new TestRecord(record.Topic, record.Value, DateTimeOffset.FromUnixTimeMilliseconds(record.Shipment.Arrival))).ToArray();
        using var models = (IDisposable)await CommittedModel.OpenAsync(typeof(CardFraud), plan.Model!);
        var live = await TestStages.RunAsync(plan, (Serverless.Durable.Ports.IInference)models, records, takeovers: false);
        var logged = await LoggedVectors.OfTopicAsync(plan, live.Log, default);
        Assert.True(logged.Count > 500, $"{logged.Count} predictions");

        var replay = new KeyedReplay(plan, live.Log);
        var again = new List<OfflineRow>();
        await foreach (var row in replay.RowsAsync(default))
            again.Add(row);

        Assert.Equal(0, replay.Unmatched);
        AssertSame(plan, logged, again);
        AssertSame(plan, logged, Rows(plan, records));

        // Cut off anywhere, history gives the same rows as before: none was made with what came later.
        var half = Rows(plan, records[..(records.Length / 2)]);
        Assert.Equal(half.Select(Text), Rows(plan, records).Take(half.Count).Select(Text));
    }

    [Fact]
    public void What_differs_is_told_by_feature_and_what_is_missing_is_counted()
    {
        var report = new ParityReport(["a", "b"]);
        report.Compare("1", [1, float.NaN], [1, float.NaN]);
        Assert.True(report.IsSame);
        report.Compare("2", [1, 2], [1, 2.5f]);
        report.Compare("3", [1, 2], [1, float.NaN]);
        report.Missing = 4;

        Assert.False(report.IsSame);
        var lines = report.Table().Split('\n');
        Assert.Equal("3 events compared, 4 logged ones not made again", lines[0]);
        Assert.Equal(["a", "0"], lines[3].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.EndsWith("2: logged 2, made again 2.5", lines[4], StringComparison.Ordinal);
    }

    private static List<OfflineRow> Rows(PipelinePlan plan, IEnumerable<TestRecord> records)
    {
        var run = new OfflineRun(plan, 1);
        return [.. records.SelectMany(record => run.Take(record.Topic, 0, record.Value, record.Arrival!.Value.ToUnixTimeMilliseconds()))];
    }

    private static void AssertSame(PipelinePlan plan, Dictionary<string, float[]> logged, List<OfflineRow> rows)
    {
        var (report, left) = (new ParityReport([.. plan.Model!.Features.Select(feature => feature.Name)]), new Dictionary<string, float[]>(logged, logged.Comparer));
        foreach (var row in rows)
        {
            Assert.True(left.Remove(row.Id, out var vector), $"{row.Id} was not scored live, or twice here");
            report.Compare(row.Id, vector, row.Features.Span);
        }

        report.Missing = left.Count;
        Assert.True(report.IsSame, report.Table());
    }

    private static string Text(OfflineRow row) => new StringBuilder(row.Id).AppendJoin(',', row.Features.ToArray()).ToString();
}
