using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Local.Simulation.Ledger;
using Serverless.Local.Simulation.Verifying;

namespace Serverless.Local.Simulation;

/// <summary>The verifying reader: follows the output topics live, never asks the pipeline, and holds what it read against the simulator's ledger.</summary>
/// <param name="options">What is read.</param>
/// <param name="output">Told a JSON line per second.</param>
/// <param name="time">The clock.</param>
public sealed class VerifyRun(VerifyOptions options, TextWriter output, TimeProvider time)
{
    /// <summary>The file with the report.</summary>
    public const string ReportFile = "verify.json";

    private static readonly TimeSpan Told = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(50);

    private readonly OutputTally _tally = new(options.Sources, options.WindowCount, options.CustomerCount);
    private readonly LiveLatency _latency = new(options.LedgerDirectory, time);
    private string _source = "";
    private long _readBefore;

    /// <summary>Reads until it is stopped; then to the topics' ends, judges, and writes <c>verify.json</c>.</summary>
    /// <param name="stop">Stops it: an orderly end, not a failure. Simulator and pipeline should have come to rest before.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="SimulationException">A topic is missing, the broker has forgotten outputs, or a file can't be read or written.</exception>
    /// <exception cref="LogException">No broker answers.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before it began.</exception>
    public async Task<VerifyReport> RunAsync(CancellationToken stop)
    {
        options.Validate();
        Directory.CreateDirectory(options.Directory);
        var log = await KafkaLog.ConnectAsync(options.Kafka, stop).ConfigureAwait(false);
        await using var openLog = log.ConfigureAwait(false);
        var positions = await StartAsync(log, stop).ConfigureAwait(false);
        using OutputReader reader = new(options, _tally, _latency, positions);

        // A thread of its own: the consumer's calls block.
        await Task.Factory.StartNew(() => Follow(reader, () => stop.IsCancellationRequested), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        var ends = await EndsAsync(log, positions.Keys).ConfigureAwait(false);
        var from = time.GetTimestamp();
        await Task.Factory.StartNew(() => Follow(reader, () => IsAt(reader, ends) || time.GetElapsedTime(from) > options.Limit), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);

        var report = Report();
        VerifyState.Save(options.Directory, _source, _tally, reader.Positions);
        JsonLines.Save(Path.Combine(options.Directory, ReportFile), report);
        return report;
    }

    private static bool IsAt(OutputReader reader, Dictionary<(string Topic, int Partition), long> ends) => ends.All(end => reader.Positions[end.Key] >= end.Value);

    // From where each partition is read: where the last run stopped, or the beginning if there was none or the broker is another one.
    private async Task<Dictionary<(string Topic, int Partition), long>> StartAsync(KafkaLog log, CancellationToken stop)
    {
        _source = (await EpochReader.ReadAsync(log, stop).ConfigureAwait(false))?.Id.ToString() ?? "";
        var (source, known) = VerifyState.Load(options.Directory, _tally);
        Dictionary<(string Topic, int Partition), long> positions = [];
        foreach (var (_, topic) in options.Topics.All)
        {
            for (var partition = await PartitionsAsync(log, topic, stop).ConfigureAwait(false) - 1; partition >= 0; partition--)
            {
                positions[(topic, partition)] = source == _source ? known.GetValueOrDefault((topic, partition)) : 0;
            }
        }

        return positions;
    }

    private async Task<int> PartitionsAsync(KafkaLog log, string topic, CancellationToken stop)
    {
        var from = time.GetTimestamp();
        int count;
        while ((count = await log.PartitionsAsync(topic, stop).ConfigureAwait(false)) == 0)
        {
            if (time.GetElapsedTime(from) > options.Limit)
                throw new SimulationException($"There is no topic {topic} to read: create it, or start the pipeline first.");
            await Task.Delay(Wait, time, stop).ConfigureAwait(false);
        }

        return count;
    }

    private static async Task<Dictionary<(string Topic, int Partition), long>> EndsAsync(KafkaLog log, IEnumerable<(string Topic, int Partition)> places)
    {
        Dictionary<(string, int), long> ends = [];
        foreach (var (topic, partition) in places)
        {
            ends[(topic, partition)] = (await log.BoundsAsync(topic, partition, CancellationToken.None).ConfigureAwait(false)).End;
        }

        return ends;
    }

    private void Follow(OutputReader reader, Func<bool> isOver)
    {
        const int LookEvery = 256;
        var told = time.GetTimestamp();
        for (var count = 1; ; count++)
        {
            var isAtRest = !reader.Read(Wait);
            if ((isAtRest || count % LookEvery == 0) && isOver())
                return;
            if (time.GetElapsedTime(told) >= Told)
            {
                Tell(time.GetElapsedTime(told));
                told = time.GetTimestamp();
            }
        }
    }

    private void Tell(TimeSpan since)
    {
        var rate = Math.Round((_tally.Predictions - _readBefore) / since.TotalSeconds);
        _readBefore = _tally.Predictions;
        JsonLines.Tell(output, new
        {
            predictions = _tally.Predictions,
            rate,
            alerts = _tally.Alerts,
            dead = _tally.DeadLetters,
            windows = _tally.Windows.Count,
            late = _tally.LateRecords,
            repeats = _tally.Repeats,
            duplicated = _tally.Duplicated,
            models = _tally.Models.Counts,
            recentMs = LatencySummary.Of(_latency.Recent),
            latencyMs = LatencySummary.Of(_latency.All),
        });
        _latency.Recent.Clear();
    }

    private VerifyReport Report()
    {
        var sent = SentLedger.Read(options.LedgerDirectory);
        var world = LedgerWorld.Find(options.LedgerDirectory)?.World ?? new();
        var wrong = WindowOracle.Wrong(sent, world, options.Window, _tally.Windows);
        return Judge.Report(sent, _tally, _latency.All, options.Window, wrong, AggregateOracle.Wrong(sent, world, _tally.Customers));
    }
}
