using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.Ledger;
using Serverless.Local.Simulation.Sending;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Simulation;

/// <summary>The simulator: history day by day at the pipeline's pace, then live traffic at a multiple of real time, all of it written down first.</summary>
/// <param name="options">What is sent.</param>
/// <param name="output">Told a JSON line per simulated day of history and per second of live traffic.</param>
/// <param name="time">The clock.</param>
public sealed class SimulateRun(SimulateOptions options, TextWriter output, TimeProvider time)
{
    private const int HistoryStep = 500;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Runs until live traffic has lasted as long as it should, or until it is stopped. Then nothing more is sent and <c>summary.json</c> is written.</summary>
    /// <param name="stop">Stops it: an orderly end, not a failure.</param>
    /// <returns>What was sent by all runs of this ledger.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="SimulationException">The broker refuses, a topic is missing, or the ledger can't be written or is of another simulation.</exception>
    /// <exception cref="LogException">No broker answers.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before it began.</exception>
    public async Task<SimulateSummary> RunAsync(CancellationToken stop)
    {
        options.Validate();
        var log = await KafkaLog.ConnectAsync(options.Kafka, stop).ConfigureAwait(false);
        await using var openLog = log.ConfigureAwait(false);
        SourcePartitions partitions = new(log, options.Topics);
        await partitions.FindAsync(stop).ConfigureAwait(false);
        var source = (await EpochReader.ReadAsync(log, stop).ConfigureAwait(false))?.Id.ToString() ?? "";

        using LedgerWriter ledger = new(options.LedgerDirectory);
        new LedgerWorld(options.World, options.Delivery, options.HistoryDays, partitions.Transactions, partitions.Frauds).Agree(options.LedgerDirectory);
        var before = SentLedger.Read(options.LedgerDirectory);
        CardWorld world = new(options.World);
        SimulationScript script = new(new DeliveryPlan(world, options.Delivery), options.HistoryDays);
        RecordFactory factory = new(new RecordEncoder(world, options.Delivery), options.Topics, partitions.Transactions, partitions.Frauds);

        // After a stop what is under way may still go out; a broker that is gone must not hold up the end for ever.
        using CancellationTokenSource force = new();
        using var forced = stop.Register(() => force.CancelAfter(Grace));
        using KafkaOutlet outlet = new(options.Kafka, options.MostUnacknowledged, time);
        Sender sender = new(factory, ledger, outlet, before.Counts, force.Token);
        Position position = new(before.Day, before.Index, world.StartOf(before.Day));
        var isComplete = false;
        try
        {
            await GoOnAsync(before, script, ledger, sender, partitions, source, stop).ConfigureAwait(false);
            Pacer pacer = new(log, options, time, warning => JsonLines.Tell(output, new { warning }));
            await pacer.StartAsync(stop).ConfigureAwait(false);
            await HistoryAsync(position, script, ledger, sender, outlet, pacer, stop).ConfigureAwait(false);
            if (options.LiveDuration != TimeSpan.Zero)
            {
                ledger.Live(time.GetUtcNow());
                LiveTraffic live = new(options, world, script, ledger, sender, output, time);
                await live.RunAsync(position, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped: what is in the ledger is still sent out below.
        }
        finally
        {
            isComplete = await outlet.FlushAsync(Grace).ConfigureAwait(false) == 0 && !force.IsCancellationRequested;
            if (isComplete)
                ledger.Stop(time.GetUtcNow());
        }

        var summary = SimulateSummary.Of(sender.Counts) with
        {
            Day = position.Day,
            Time = DateTimeOffset.FromUnixTimeMilliseconds(position.Time),
            IsComplete = isComplete,
        };
        JsonLines.Save(Path.Combine(options.LedgerDirectory, LedgerFiles.Summary), summary);
        return summary;
    }

    // Begins a run in the ledger and makes good what the run before did not get through.
    private async Task GoOnAsync(SentLedger before, SimulationScript script, LedgerWriter ledger, Sender sender, SourcePartitions partitions, string source, CancellationToken stop)
    {
        var ends = await partitions.EndsAsync(stop).ConfigureAwait(false);
        var unsent = before.Unsent(source, (isReport, partition) => ends[(isReport, partition)]);
        if (!before.IsComplete && source != before.Session.Source)
            JsonLines.Tell(output, new { warning = "The run before was killed and its broker is gone: what was on its way then is lost." });
        var missing = before.Session.Records.ToDictionary(place => place.Key, place => (long)place.Value.Count(unsent.Contains));
        ledger.Session(time.GetUtcNow(), source, ends.Select(end => (end.Key.IsReport, end.Key.Partition, end.Value, missing.GetValueOrDefault(end.Key))));
        foreach (var day in unsent.GroupBy(place => place.Day).OrderBy(day => day.Key))
        {
            var shipments = script.Day(day.Key);
            await sender.SendAgainAsync(day.OrderBy(place => place.Index).Select(place => shipments[place.Index])).ConfigureAwait(false);
        }

        if (unsent.Count > 0)
            JsonLines.Tell(output, new { sentAgain = unsent.Count });
    }

    private async Task HistoryAsync(
        Position position, SimulationScript script, LedgerWriter ledger, Sender sender, KafkaOutlet outlet, Pacer pacer, CancellationToken stop)
    {
        while (position.Day < options.HistoryDays)
        {
            var shipments = script.Day(position.Day);
            while (position.Index < shipments.Count)
            {
                stop.ThrowIfCancellationRequested();
                var isReport = shipments[position.Index].Kind == RecordKind.Report;
                var part = shipments.Skip(position.Index).Take(HistoryStep).TakeWhile(shipment => shipment.Kind == RecordKind.Report == isReport).ToList();
                await sender.SendAsync(part).ConfigureAwait(false);
                position.Pass(part);
                if (isReport && (position.Index == shipments.Count || shipments[position.Index].Kind != RecordKind.Report))
                {
                    // What is not in the topic yet could not be missed there, and would come among the day's payments.
                    await outlet.FlushAsync(options.PaceLimit).ConfigureAwait(false);
                    await pacer.ReportsAsync(stop).ConfigureAwait(false);
                }

            }

            ledger.Day(position.Day);
            position.NextDay();
            await pacer.PredictionsAsync(sender.Good, stop).ConfigureAwait(false);
            JsonLines.Tell(output, new { phase = "history", day = position.Day, of = options.HistoryDays, sent = sender.Counts.Sent, good = sender.Counts.Good, reports = sender.Counts.Reports });
        }
    }
}
