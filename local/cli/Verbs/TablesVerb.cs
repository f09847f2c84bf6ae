using System.CommandLine;
using Serverless.Models;
using Spectre.Console;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>tables push|activate|list|rollback</c>.</summary>
internal static class TablesVerb
{
    public static Command Create() =>
        new("tables", "Look after the versions of reference tables in an artifact store.") { Push(), ModelsVerb.Activate("TABLE"), List(), ModelsVerb.Rollback("TABLE") };

    private static Command Push()
    {
        var (pipeline, table) = (Shared.Pipeline(), new Argument<string>("TABLE") { Description = "A table of the pipeline." });
        pipeline.DefaultValueFactory = null;
        var file = new Argument<string>("FILE") { Description = "The rows, a JSON object a line." };
        var version = new Option<string?>("--as") { Description = "The version's name; otherwise the file's, without its ending.", HelpName = "VERSION" };
        var store = new StoreOptions();
        return new Command("push", "Check a version's rows as the pipeline reads them, and upload it.") { pipeline, table, file, version, store.Data, store.Artifacts, store.Container }.Does(null, async (parsed, stop) =>
        {
            var (plan, name, path) = (Shared.PlanOf(parsed.GetRequiredValue(pipeline)), parsed.GetRequiredValue(table), parsed.GetRequiredValue(file));
            var target = plan.Tables.FirstOrDefault(each => each.Name == name)
                ?? throw new CommandException($"The pipeline {plan.Name} has no table \"{name}\"; it has: {(plan.Tables.IsEmpty ? "none" : string.Join(", ", plan.Tables.Select(each => each.Name)))}.");
            var settings = ModelSettings.From(Shared.Configuration());
            var tables = new TableStore(store.Settings(parsed).Open(), TimeProvider.System, settings);
            var manifest = await tables.PushAsync(target, parsed.GetValue(version) ?? TableFolder.VersionOf(path), TableFolder.Read(path, settings), stop).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(Shared.Text($"{manifest.Name} {manifest.Version} is in the store: {manifest.Rows} rows.")).ConfigureAwait(false);
            return ExitCode.Well;
        });
    }

    private static Command List()
    {
        var store = new StoreOptions();
        return new Command("list", "Show all versions with their roles and numbers of rows.") { store.Data, store.Artifacts, store.Container }.Does(null, async (parsed, stop) =>
        {
            var page = new Table().Border(TableBorder.Simple).AddColumns("table", "version", "role", "created", "rows");
            foreach (var version in await new TableStore(store.Settings(parsed).Open(), TimeProvider.System).ListAsync(stop).ConfigureAwait(false))
            {
                page.AddRow(
                    new Text(version.Name), new Text(version.Version), new Text(version.Role == ModelRole.Stable ? "in force" : ""),
                    new Text(version.Manifest is { } known ? Shared.Text($"{known.Created:yyyy-MM-dd}") : ""),
                    new Text(version.Manifest is { } manifest ? Shared.Text($"{manifest.Rows}") : version.Problem ?? ""));
            }

            AnsiConsole.Write(page);
            return ExitCode.Well;
        });
    }
}
