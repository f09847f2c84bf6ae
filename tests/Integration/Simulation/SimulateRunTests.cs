using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Local.Simulation;
using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.Ledger;
using Serverless.Local.Simulation.Sending;
using Serverless.Local.Simulation.World;

namespace Serverless.Tests.Integration.Simulation;

public sealed class SimulateRunTests
{
    [Fact]
    public async Task History_paced_by_the_pipeline_and_live_traffic_are_found_again_by_the_reader()
    {
        await using var rig = await SimulationRig.StartAsync();
        using CancellationTokenSource stop = new();
        var pipeline = new SimulatedPipeline(rig.Log, SimulationRig.Partitions) { Repeats = true };
        var running = pipeline.RunAsync(stop.Token);

        var summary = await rig.Simulator(rig.Simulate with { LiveDuration = TimeSpan.FromSeconds(2) }).RunAsync(CancellationToken.None);
        await DrainAsync(rig, summary.Good);
        await stop.CancelAsync();
        await running;
        var report = await rig.VerdictAsync();

        Assert.Empty(report.Broken);
        Assert.True(summary.IsComplete);
        Assert.Equal((summary.Good, 0, 0, 0), (report.Predictions, report.Lost, report.Unexpected, report.Duplicated));
        Assert.True(report.Repeats > 0);
        Assert.Equal(summary.Dead, report.DeadReasons);
        Assert.True(summary.Good > new DeliveryPlan(new CardWorld(rig.Simulate.World), rig.Simulate.Delivery).Count(0, 4).Good);
        Assert.InRange(report.LatencyMs.Count, 1, summary.Good);
        Assert.DoesNotContain("warning", rig.Output.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(rig.Verify.Directory, VerifyRun.ReportFile)));
        Assert.True(File.Exists(Path.Combine(rig.Simulate.LedgerDirectory, LedgerFiles.Summary)));
    }

    [Fact]
    public async Task What_lies_in_the_topics_is_what_was_known_before()
    {
        await using var rig = await SimulationRig.StartAsync();

        var summary = await rig.Simulator(Unpaced(rig)).RunAsync(CancellationToken.None);

        var counts = new DeliveryPlan(new CardWorld(rig.Simulate.World), rig.Simulate.Delivery).Count(0, 4);
        Assert.Equal((counts.Sent, counts.Good, counts.Copies, counts.Reports), (summary.Sent, summary.Good, summary.Copies, summary.Reports));
        Assert.Equal(RecordKinds.Reasons.ToImmutableSortedDictionary(reason => reason, counts.DeadOf), summary.Dead);
        Assert.Equal((counts.Sent, counts.Reports), (await EndAsync(rig, "card.transactions"), await EndAsync(rig, "card.frauds")));
        var ledger = SentLedger.Read(rig.Simulate.LedgerDirectory);
        foreach (var (partition, count) in ledger.Transactions)
            Assert.Equal(count, (await rig.Log.BoundsAsync("card.transactions", partition, CancellationToken.None)).End);
    }

    [Fact]
    public async Task On_an_existing_ledger_time_goes_on_where_it_stopped()
    {
        await using var rig = await SimulationRig.StartAsync();
        var first = await rig.Simulator(Unpaced(rig) with { LiveDuration = TimeSpan.FromSeconds(1) }).RunAsync(CancellationToken.None);

        var second = await rig.Simulator(Unpaced(rig) with { LiveDuration = TimeSpan.FromSeconds(1) }).RunAsync(CancellationToken.None);

        Assert.True(second.Sent > first.Sent && second.Time > first.Time);
        Assert.Equal((second.Sent, second.Reports), (await EndAsync(rig, "card.transactions"), await EndAsync(rig, "card.frauds")));
        var good = SentLedger.Read(rig.Simulate.LedgerDirectory).Good;
        Assert.Equal(second.Good, good.Count);
        var until = DateTimeOffset.FromUnixTimeMilliseconds(second.Time.ToUnixTimeMilliseconds()).AddMinutes(-1).ToUnixTimeMilliseconds();
        var world = new CardWorld(rig.Simulate.World);
        Assert.Empty(world.Range(0, second.Day + 1).Where(payment => payment.Time < until).Select(payment => payment.Id).Except(good.Keys));
    }

    [Fact]
    public async Task What_a_killed_simulator_wrote_down_and_did_not_send_is_sent_by_the_next_run()
    {
        await using var rig = await SimulationRig.StartAsync();
        var half = Unpaced(rig);
        await rig.Simulator(half).RunAsync(CancellationToken.None);
        var ledger = Path.Combine(half.LedgerDirectory, LedgerFiles.Sent);
        var sent = File.ReadAllLines(ledger);

        // As if it had been killed with 20 more lines in the ledger than records on their way.
        CardWorld world = new(half.World);
        RecordFactory factory = new(new RecordEncoder(world, half.Delivery), half.Topics, SimulationRig.Partitions, SimulationRig.Partitions);
        var records = new SimulationScript(new DeliveryPlan(world, half.Delivery), half.HistoryDays).Day(4).Take(20).Select(factory.Make).ToList();
        File.WriteAllLines(ledger, sent[..^1]);
        using (LedgerWriter writer = new(half.LedgerDirectory))
            writer.Append(records);
        var summary = await rig.Simulator(half).RunAsync(CancellationToken.None);

        Assert.Contains("\"sentAgain\":20", rig.Output.ToString(), StringComparison.Ordinal);
        Assert.Equal((summary.Sent, summary.Reports), (await EndAsync(rig, "card.transactions"), await EndAsync(rig, "card.frauds")));
    }

    [Fact]
    public async Task A_reader_that_goes_on_counts_nothing_twice()
    {
        await using var rig = await SimulationRig.StartAsync();
        using CancellationTokenSource stop = new();
        var pipeline = new SimulatedPipeline(rig.Log, SimulationRig.Partitions);
        var running = pipeline.RunAsync(stop.Token);
        var first = await rig.Simulator(rig.Simulate with { LiveDuration = TimeSpan.FromSeconds(1) }).RunAsync(CancellationToken.None);
        await DrainAsync(rig, first.Good);
        await rig.VerdictAsync();
        pipeline.Version = "2";

        var second = await rig.Simulator(rig.Simulate with { LiveDuration = TimeSpan.FromSeconds(1) }).RunAsync(CancellationToken.None);
        await DrainAsync(rig, second.Good);
        await stop.CancelAsync();
        await running;
        var report = await rig.VerdictAsync();

        Assert.Empty(report.Broken);
        Assert.Equal((second.Good, 0, 1), (report.Predictions, report.Repeats, report.Swaps));
        Assert.All(report.Versions.Values, starts => Assert.Equal(["card-fraud@1", "card-fraud@2"], starts.Select(start => start.Model)));
    }

    [Fact]
    public async Task A_pipeline_that_stands_still_is_waited_for_and_then_warned_of()
    {
        await using var rig = await SimulationRig.StartAsync();

        var summary = await rig.Simulator(rig.Simulate with { HistoryDays = 2, PaceLimit = TimeSpan.FromMilliseconds(50) }).RunAsync(CancellationToken.None);

        Assert.True(summary.IsComplete);
        Assert.Contains("The pipeline stands still", rig.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_ends_it_in_order()
    {
        await using var rig = await SimulationRig.StartAsync();
        using CancellationTokenSource stop = new();
        var running = rig.Simulator(Unpaced(rig) with { LiveDuration = null }).RunAsync(stop.Token);
        while (!File.Exists(Path.Combine(rig.Simulate.LedgerDirectory, LedgerFiles.Live)))
            await Task.Delay(10);

        await stop.CancelAsync();
        var summary = await running;

        Assert.True(summary.IsComplete);
        Assert.Equal(summary.Sent, await EndAsync(rig, "card.transactions"));
    }

    [Fact]
    public async Task An_unreachable_broker_is_one_clear_sentence()
    {
        await using var rig = await SimulationRig.StartAsync();
        var nowhere = new KafkaSettings { BootstrapServers = "127.0.0.1:1", ConnectTimeout = TimeSpan.FromMilliseconds(200) };

        var broker = await Assert.ThrowsAsync<LogException>(() => rig.Simulator(rig.Simulate with { Kafka = nowhere }).RunAsync(CancellationToken.None));

        Assert.Contains("No broker answers at 127.0.0.1:1", broker.Message, StringComparison.Ordinal);
    }

    private static SimulateOptions Unpaced(SimulationRig rig) => rig.Simulate with { Predictions = null, CleanseGroup = null };

    private static async Task<long> EndAsync(SimulationRig rig, string topic)
    {
        var end = 0L;
        for (var partition = 0; partition < SimulationRig.Partitions; partition++)
            end += (await rig.Log.BoundsAsync(topic, partition, CancellationToken.None)).End;
        return end;
    }

    private static async Task DrainAsync(SimulationRig rig, long predictions)
    {
        while (await EndAsync(rig, "card-fraud.predictions") < predictions)
            await Task.Delay(20);
        for (var partition = 0; partition < SimulationRig.Partitions; partition++)
        {
            var end = (await rig.Log.BoundsAsync("card.transactions", partition, CancellationToken.None)).End;
            while (await rig.Log.CommittedAsync("serverless", "card.transactions", partition, CancellationToken.None) < end)
                await Task.Delay(20);
        }
    }
}
