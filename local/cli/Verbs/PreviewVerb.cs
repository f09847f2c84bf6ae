using System.CommandLine;
using Serverless.Local.Cli.History;
using Serverless.Local.Testing;
using Serverless.Pipelines;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>preview PIPELINE</c>: a table per stage for the first records of history, writing nothing.</summary>
internal static class PreviewVerb
{
    private const int MostRecords = 10_000;

    public static Command Create()
    {
        var (pipeline, history) = (Shared.Pipeline(), new RecordedHistory());
        var count = Shared.WithDefault("--count", 20, "How many records, 1 to 10,000.", "N");
        return new Command("preview", "Show what each stage makes of the first records. Nothing is written.") { pipeline, history.From, history.Days, history.Brokers, count }
            .Does(null, async (parsed, stop) =>
            {
                var wanted = parsed.GetValue(count);
                if (wanted is < 1 or > MostRecords)
                {
                    throw new CommandException($"--count: 1 to {MostRecords}, not {wanted}.");
                }

                var name = parsed.GetRequiredValue(pipeline);
                var records = history.Read(parsed, Shared.PlanOf(name)).Take(wanted)
                    .Select(record => (record.Topic, record.Value.ToArray(), DateTimeOffset.FromUnixTimeMilliseconds(record.Timestamp))).ToArray();
                foreach (var table in await PreviewRun.RunAsync(PipelineCatalog.Create(name), records).ConfigureAwait(false))
                {
                    stop.ThrowIfCancellationRequested();
                    await Console.Out.WriteLineAsync(PlainTable.Of(table.Title, table.Columns, table.Rows)).ConfigureAwait(false);
                }

                return records.Length > 0 ? ExitCode.Well : throw new CommandException("--from: there is no record.");
            });
    }
}
