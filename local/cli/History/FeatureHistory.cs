using System.CommandLine;
using System.Runtime.CompilerServices;
using Serverless.Durable.Offline;
using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Local.Host.Files;
using Serverless.Streams;
using Serverless.Streams.Tables;

namespace Serverless.Local.Cli.History;

/// <summary>The model's input for every event of the past: of recorded source events, or of the keyed logs that a live pipeline kept.</summary>
internal sealed class FeatureHistory
{
    private const string KeyedLogs = "keyed";
    private readonly RecordedHistory _recorded = new();

    public FeatureHistory() => _recorded.From.Description += " Or keyed: the keyed logs of a live run, in the folder --data or on the brokers; they give its very rows.";

    public Option<string[]> From => _recorded.From;

    public Option<int> Days => _recorded.Days;

    public Option<string?> Brokers => _recorded.Brokers;

    /// <summary>Where the pipeline's tables are.</summary>
    public HistoryTables Tables { get; } = new();

    public Option<string?> Data { get; } = new("--data") { Description = "With --from keyed: the folder of the run. Nothing may run there.", HelpName = "DIR" };

    /// <summary>Makes them, in the order in which the pipeline does.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="plan">The pipeline.</param>
    /// <param name="label">Is told what simulated events will turn out to be.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="CommandException">Something is missing.</exception>
    /// <exception cref="LogException">A log can't be read.</exception>
    public async IAsyncEnumerable<OfflineRow> RowsAsync(ParseResult parsed, PipelinePlan plan, Action<Label> label, [EnumeratorCancellation] CancellationToken stop)
    {
        if (plan.Model is null)
        {
            throw new CommandException($"The pipeline {plan.Name} has no model, so it makes no features.");
        }

        if (parsed.GetRequiredValue(From) is not [KeyedLogs])
        {
            var tables = await Tables.ReadAsync(parsed, plan, stop).ConfigureAwait(false);
            foreach (var row in Rows(plan, _recorded.Read(parsed, plan), tables, label, stop))
            {
                yield return row;
            }

            yield break;
        }

        var log = await OpenAsync(parsed, stop).ConfigureAwait(false);
        try
        {
            using var tables = Tables.Open(parsed, plan, parsed.GetValue(Data));
            var replay = new KeyedReplay(plan, log, tables);
            await foreach (var row in replay.RowsAsync(stop).ConfigureAwait(false))
            {
                yield return row;
            }

            if (replay.Unmatched > 0)
            {
                throw new CommandException(Shared.Text($"{replay.Unmatched} events came to a later key that the keys before do not pass on now: the logs are of another definition."), ExitCode.Failed);
            }
        }
        finally
        {
            await ((IAsyncDisposable)log).DisposeAsync().ConfigureAwait(false);
        }
    }

    private static IEnumerable<OfflineRow> Rows(PipelinePlan plan, IEnumerable<HistoryRecord> records, IReadOnlyDictionary<string, TableRows> tables, Action<Label> label, CancellationToken stop)
    {
        var run = new OfflineRun(plan, RecordedHistory.Partitions, tables);
        foreach (var record in records)
        {
            stop.ThrowIfCancellationRequested();
            if (record.Label is { } known)
            {
                label(known);
            }

            foreach (var row in run.Take(record.Topic, record.Partition, record.Value, record.Timestamp))
            {
                yield return row;
            }
        }

        foreach (var row in run.Complete())
        {
            yield return row;
        }
    }

    private async Task<ILog> OpenAsync(ParseResult parsed, CancellationToken stop)
    {
        if (parsed.GetValue(Data) is not { } folder)
        {
            return await KafkaLog.ConnectAsync(await Shared.KafkaAsync(parsed.GetValue(Brokers), stop).ConfigureAwait(false), stop).ConfigureAwait(false);
        }

        return Directory.Exists(Path.Combine(folder, "log"))
            ? FileLog.Open(new FileLogOptions { Directory = folder })
            : throw new CommandException($"--data: there are no keyed logs in {folder}; give the folder that a local host or ./run kept its data in.");
    }
}
