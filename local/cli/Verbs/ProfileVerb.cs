using System.CommandLine;
using Serverless.Durable.Offline;
using Serverless.Local.Cli.History;
using Serverless.Pipelines;
using Serverless.Streams;
using Serverless.Streams.Tables;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>profile PIPELINE</c>: measures history, for the file <c>profile.json</c> beside the pipeline.</summary>
internal static class ProfileVerb
{
    public static Command Create()
    {
        var (pipeline, history, tables) = (Shared.Pipeline(), new RecordedHistory(), new HistoryTables());
        var output = new Option<string?>("--out") { Description = "The file, by convention pipelines/NAME/profile.json; otherwise only the table is shown.", HelpName = "FILE" };
        return new Command("profile", "Measure what is usual: the fields after cleansing, and the features.") { pipeline, history.From, history.Days, history.Brokers, tables.Artifacts, tables.Container, output }
            .Does(null, async (parsed, stop) =>
            {
                var name = parsed.GetRequiredValue(pipeline);
                var fields = MeasureFields(name, plan => history.Read(parsed, plan), stop);
                var rows = fields.Plan.Model is null ? new Dictionary<string, TableRows>() : await tables.ReadAsync(parsed, fields.Plan, stop).ConfigureAwait(false);
                var profile = Measure(name, fields, plan => history.Read(parsed, plan), rows, stop);
                await Console.Out.WriteLineAsync(TableOf(profile)).ConfigureAwait(false);
                if (parsed.GetValue(output) is { } path)
                {
                    await File.WriteAllBytesAsync(path, [.. profile.ToUtf8(), (byte)'\n'], stop).ConfigureAwait(false);
                }

                await Console.Out.WriteLineAsync(Shared.Text($"{fields.Measured} events measured, {fields.Refused} refused. Profile {profile.Hash}")).ConfigureAwait(false);
                return fields.Measured > 0 ? ExitCode.Well : ExitCode.Failed;
            });
    }

    private static ProfileRun MeasureFields(string name, Func<PipelinePlan, IEnumerable<HistoryRecord>> read, CancellationToken stop)
    {
        var fields = new ProfileRun(PipelineCatalog.Create(name));
        foreach (var record in read(fields.Plan))
        {
            stop.ThrowIfCancellationRequested();
            fields.Take(record.Topic, record.Value, record.Timestamp);
        }

        return fields;
    }

    private static PipelineProfile Measure(
        string name, ProfileRun fields, Func<PipelinePlan, IEnumerable<HistoryRecord>> read, IReadOnlyDictionary<string, TableRows> tables, CancellationToken stop)
    {
        if (fields.Plan.Model is null || fields.Measured == 0)
        {
            return fields.ToProfile();
        }

        var features = new FeatureProfileRun(PipelineCatalog.Create(name), fields.ToProfile(), RecordedHistory.Partitions, tables);
        foreach (var record in read(fields.Plan))
        {
            stop.ThrowIfCancellationRequested();
            features.Take(record.Topic, record.Partition, record.Value, record.Timestamp);
        }

        return features.ToProfile();
    }

    private static string TableOf(PipelineProfile profile)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (name, field) in profile.Fields.Concat(profile.Features))
        {
            var frequent = string.Join(", ", field.Categories.OrderByDescending(category => category.Value).Take(3).Select(category => $"{category.Key} {category.Value}"));
            string[] numbers = field.Quantiles.Count == 0
                ? ["", "", "", "", "", ""]
                : [.. new[] { field.Mean, field.Deviation, field.Median, field.Mad, field.Min, field.Max }.Select(number => Shared.Text($"{number:G6}"))];
            rows.Add([name, Shared.Text($"{field.Count}"), Shared.Text($"{field.Missing}"), .. numbers, frequent]);
        }

        return PlainTable.Of("Profile of " + profile.Pipeline, ["field or feature", "count", "missing", "mean", "deviation", "median", "MAD", "min", "max", "most frequent"], rows);
    }
}
