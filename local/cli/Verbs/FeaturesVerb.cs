using System.CommandLine;
using Serverless.Local.Cli.History;
using Serverless.Local.Cli.Training;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>features PIPELINE</c>: a training table, made by the pipeline's own fold: features as of event time, labels as of their arrival.</summary>
internal static class FeaturesVerb
{
    public static Command Create()
    {
        var (pipeline, history) = (Shared.Pipeline(), new FeatureHistory());
        var labels = new Option<string?>("--labels") { Description = "Labels, a JSON object a line: id, label, at (when it became known). Simulated events bring theirs.", HelpName = "FILE" };
        var asOf = Shared.Time("--as-of", "Labels that arrive later are not known. Without it all are.");
        var unlabelled = Shared.WithDefault("--unlabelled", "", "The label of an event that has none, for example 0; otherwise empty.", "LABEL");
        var since = Shared.Time("--since", "Only events from this time on; the history before it is folded all the same.");
        var allow = new Option<string[]>("--allow") { Description = "Features that may tell the label.", HelpName = "NAMES", AllowMultipleArgumentsPerToken = true };
        var output = new Option<string?>("--out") { Description = "FILE.csv or FILE.jsonl; otherwise CSV on standard output.", HelpName = "FILE" };
        return new Command("features", "Write a training table: id, time in epoch milliseconds, keys, label and its arrival, features in the model's order.")
        {
            pipeline, history.From, history.Days, history.Brokers, history.Data, history.Tables.Artifacts, history.Tables.Container, labels, asOf, unlabelled, since, allow, output,
        }.Does(null, async (parsed, stop) =>
        {
            var plan = Shared.PlanOf(parsed.GetRequiredValue(pipeline));
            var book = new LabelBook(parsed.GetValue(asOf)?.ToUnixTimeMilliseconds() ?? long.MaxValue);
            foreach (var label in parsed.GetValue(labels) is { } path ? LabelFile.Read(path) : [])
            {
                book.Add(label);
            }

            var (first, before, none) = (parsed.GetValue(since) ?? DateTimeOffset.MinValue, 0L, parsed.GetValue(unlabelled)!);
            var rows = history.RowsAsync(parsed, plan, book.Add, stop);
            var leaks = new LeakCheck([.. plan.Model?.Features.Select(feature => feature.Name) ?? []]);
            var table = await TrainingTable.OpenAsync(parsed.GetValue(output), plan).ConfigureAwait(false);
            await using (table.ConfigureAwait(false))
            {
                await foreach (var row in rows.ConfigureAwait(false))
                {
                    if (row.Time < first)
                    {
                        continue;
                    }

                    var label = book.Of(row.Id);
                    before += label is { } known && known.Arrival < row.Time.ToUnixTimeMilliseconds() ? 1 : 0;
                    leaks.Add(row.Features, label?.Value ?? none);
                    await table.WriteAsync(row, label?.Value ?? none, label?.Arrival).ConfigureAwait(false);
                }
            }

            await Console.Error.WriteLineAsync(Shared.Text($"{table.Rows} rows; {book.Unknown} labels had not arrived.")).ConfigureAwait(false);
            var found = leaks.Find().Where(leak => !(parsed.GetValue(allow) ?? []).Contains(leak.Name)).ToArray();
            foreach (var (name, area) in found)
            {
                await Console.Error.WriteLineAsync(Shared.Text($"LEAK: \"{name}\" alone tells the label (area under the ROC curve {area:0.0000}). What knows the answer is no feature; --allow {name} where it is meant.")).ConfigureAwait(false);
            }

            if (before > 0)
            {
                await Console.Error.WriteLineAsync(Shared.Text($"LEAK: {before} labels arrived before their events: \"at\" has to be when a label became known.")).ConfigureAwait(false);
            }

            return found.Length == 0 && before == 0 ? ExitCode.Well : ExitCode.Failed;
        });
    }
}
