using System.Globalization;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Integration.Functions;

/// <summary>What a million events and an idle month cost: counted, and held against the cost model of docs/azure.md.</summary>
public sealed class CostTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly (int EventsPerSecond, int Seconds)[] Rates = [(100, 40), (1_000, 10), (10_000, 1)];

    [Fact]
    public async Task What_a_million_events_cost_is_what_the_cost_model_says()
    {
        List<string>[] columns = [[], [], [], [], [], [], []];
        foreach (var (eventsPerSecond, seconds) in Rates)
        {
            await using var run = new CountedRun(azurite.ConnectionString);
            await run.SecondAsync(0);
            var (executions, signs, bytes, all) = (run.Executions, run.Log.Signs, run.Log.Bytes, run.Log.Appended);
            var (sources, keyed, outputs) = (Sum(run, "card.transactions", "card.frauds"), Sum(run, CardBroker.Plan.Keys[0].Topic, CardBroker.Plan.Keys[1].Topic), Sum(run, [.. CardBroker.Outputs]));
            for (var second = 0; second < seconds; second++)
                await run.SecondAsync(eventsPerSecond);

            var perMillion = 1_000_000.0 / (eventsPerSecond * seconds);
            Add(0, run.Executions - executions, 100);
            Add(1, Sum(run, "card.transactions", "card.frauds") - sources, 1_000);
            Add(2, Sum(run, CardBroker.Plan.Keys[0].Topic, CardBroker.Plan.Keys[1].Topic) - keyed, 1_000);
            Add(3, Sum(run, [.. CardBroker.Outputs]) - outputs, 1_000);
            Add(4, run.Log.Signs - signs, 1_000);
            Add(5, run.Log.Appended - all, 1_000);
            columns[6].Add(Text((run.Log.Bytes - bytes) * perMillion / 1e6, 10));

            void Add(int row, long count, int rounded) => columns[row].Add(Text(count * perMillion, rounded));
        }

        string[] rows =
        [
            "executions of Kafka functions", "records into source topics", "records into keyed topics: events", "records into output topics: predictions, alerts, windows", "progress records and ticks besides", "**ingress: records in all**", "**ingress: megabytes, keys and headers included**",
        ];
        AssertSaid(rows.Select((row, index) => $"| {row} | {string.Join(" | ", columns[index])} |"));
    }

    [Fact]
    public async Task An_idle_pipeline_falls_silent_and_asks_for_nothing_but_the_rollout()
    {
        await using var run = new CountedRun(azurite.ConnectionString);
        for (var second = 0; second < 20; second++)
            await run.SecondAsync(100);
        var (executions, appended, signals) = (run.Executions, run.Log.Appended, run.Entities.Signals);
        var silent = 0;
        for (var (second, before) = (0, -1L); second < 1_200; second++)
        {
            await run.SecondAsync(0);
            (silent, before) = run.Log.Appended == before ? (silent + 1, before) : (0, run.Log.Appended);
        }

        var seconds = 1_200 - silent;
        AssertSaid([string.Create(CultureInfo.InvariantCulture, $"| after the last event, {seconds / 60} minutes | {run.Executions - executions:N0} | {run.Log.Appended - appended:N0} | {run.Entities.Signals - signals:N0} | {seconds / 10:N0} |")]);

        // Silent from here on: the rest of a month is so many of these minutes.
        var (idleTicks, all) = (run.Ticks, (run.Executions, run.Log.Appended, run.Entities.Signals, run.Entities.Reads, run.Blobs.Count));
        var reads = run.Models.RolloutReads;
        for (var second = 0; second < 600; second++)
            await run.SecondAsync(0);
        Assert.Equal(all, (run.Executions, run.Log.Appended, run.Entities.Signals, run.Entities.Reads, run.Blobs.Count));
        Assert.Equal(run.Ticks - idleTicks, run.Models.RolloutReads - reads);
        AssertSaid([string.Create(CultureInfo.InvariantCulture, $"| then, a month | 0 | 0 | 0 | {(run.Ticks - idleTicks) * 6 * 24 * 30:N0} |")]);
    }

    private static long Sum(CountedRun run, params string[] topics) => topics.Sum(topic => run.Log.Records[topic]);

    private static string Text(double value, int rounded) => (Math.Round(value / rounded) * rounded).ToString("N0", CultureInfo.InvariantCulture);

    private static void AssertSaid(IEnumerable<string> rows)
    {
        var said = File.ReadAllLines(Repository.PathOf("docs/azure.md"));
        Findings.None(rows.Where(row => !said.Contains(row)).Select(row => $"docs/azure.md lacks: {row}"));
    }
}
