using System.CommandLine;
using Serverless.Local.Cli.History;
using Serverless.Local.Testing;
using Serverless.Pipelines;
using Spectre.Console;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>preview PIPELINE</c>: a table per stage for the first records of history, writing nothing.</summary>
internal static class PreviewVerb
{
    private const int MostRecords = 10_000;

    // A table wider than that breaks every line of it: the rest of its columns follow in another one.
    private const int ColumnsAtOnce = 9;

    public static Command Create()
    {
        var (pipeline, history) = (Shared.Pipeline(), new RecordedHistory());
        var count = Shared.WithDefault("--count", 20, "How many records, 1 to 10,000.", "N");
        return new Command("preview", "Show what each stage makes of the first records. Nothing is written.") { pipeline, history.From, history.Days, count }
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
                    Show(table);
                }

                return records.Length > 0 ? ExitCode.Well : throw new CommandException("--from: there is no record.");
            });
    }

    private static void Show(PreviewTable preview)
    {
        for (var first = 1; first < preview.Columns.Count; first += ColumnsAtOnce)
        {
            var shown = Enumerable.Range(first, Math.Min(ColumnsAtOnce, preview.Columns.Count - first)).Prepend(0).ToArray();
            var table = new Table().Border(TableBorder.Simple).Title(new TableTitle(Markup.Escape(first == 1 ? preview.Title : preview.Title + ", continued")));
            table.AddColumns([.. shown.Select(column => new TableColumn(new Text(preview.Columns[column])))]);
            foreach (var row in preview.Rows)
            {
                table.AddRow([.. shown.Select(column => new Text(row[column]))]);
            }

            AnsiConsole.Write(table);
        }
    }
}
