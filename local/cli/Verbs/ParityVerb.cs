using System.CommandLine;
using Serverless.Local.Cli.History;
using Serverless.Local.Cli.Training;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>parity PIPELINE</c>: makes the vectors that predictions logged once more, and tells per feature where they differ.</summary>
internal static class ParityVerb
{
    public static Command Create()
    {
        var (pipeline, history) = (Shared.Pipeline(), new FeatureHistory());
        var predictions = new Option<string?>("--predictions") { Description = "Predictions, one a line; without it those on the brokers.", HelpName = "FILE" };
        return new Command("parity", "Make logged feature vectors again and print where they differ, per feature.")
        {
            pipeline, history.From, history.Days, history.Brokers, history.Data, history.Tables.Artifacts, history.Tables.Container, predictions,
        }.Does(null, async (parsed, stop) =>
        {
            var plan = Shared.PlanOf(parsed.GetRequiredValue(pipeline));
            var logged = parsed.GetValue(predictions) is { } path
                ? LoggedVectors.OfFile(path)
                : await LoggedVectors.OfTopicAsync(plan, parsed.GetValue(history.Brokers), stop).ConfigureAwait(false);
            var report = new ParityReport([.. plan.Model?.Features.Select(feature => feature.Name) ?? []]);
            await foreach (var row in history.RowsAsync(parsed, plan, _ => { }, stop).ConfigureAwait(false))
            {
                if (logged.Remove(row.Id, out var vector))
                {
                    report.Compare(row.Id, vector, row.Features.Span);
                }
            }

            report.Missing = logged.Count;
            await Console.Out.WriteLineAsync(report.Table()).ConfigureAwait(false);
            return report.IsSame ? ExitCode.Well : ExitCode.Failed;
        });
    }
}
