using System.CommandLine;
using Serverless.Models;
using Spectre.Console;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>models push|activate|list|rollback</c>.</summary>
internal static class ModelsVerb
{
    public static Command Create() => new("models", "Look after the model versions of an artifact store.") { Push(), Activate("MODEL"), List(), Rollback("MODEL") };

    private static Command Push()
    {
        var folder = new Argument<string>("FOLDER") { Description = "With model.onnx, manifest.json and golden.json." };
        var store = new StoreOptions();
        return new Command("push", "Check a version and upload it.") { folder, store.Data, store.Artifacts, store.Container }.Does(null, async (parsed, stop) =>
        {
            var manifest = await store.Open(parsed).PushAsync(parsed.GetRequiredValue(folder), stop).ConfigureAwait(false);
            await Console.Out.WriteLineAsync($"{manifest.Name} {manifest.Version} is in the store.").ConfigureAwait(false);
            return ExitCode.Well;
        });
    }

    /// <summary>Of a model or a table: they are put in force in the same way.</summary>
    public static Command Activate(string what)
    {
        var (artifact, version) = (new Argument<string>(what), new Argument<string>("VERSION"));
        var store = new StoreOptions();
        return new Command("activate", "Put a version in force.") { artifact, version, store.Data, store.Artifacts, store.Container }.Does(null, async (parsed, stop) =>
        {
            var name = parsed.GetRequiredValue(artifact);
            var rollout = await store.Open(parsed).ActivateAsync(name, parsed.GetRequiredValue(version), stop).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(Shared.Text($"{name} {rollout.Stable} is in force (revision {rollout.Revision}).")).ConfigureAwait(false);
            return ExitCode.Well;
        });
    }

    /// <summary>Of a model or a table.</summary>
    public static Command Rollback(string what)
    {
        var artifact = new Argument<string>(what);
        var store = new StoreOptions();
        return new Command("rollback", "Put the version in force that was so before.") { artifact, store.Data, store.Artifacts, store.Container }.Does(null, async (parsed, stop) =>
        {
            var name = parsed.GetRequiredValue(artifact);
            var rollout = await store.Open(parsed).RollbackAsync(name, stop).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(Shared.Text($"{name} {rollout.Stable} is in force again (revision {rollout.Revision}).")).ConfigureAwait(false);
            return ExitCode.Well;
        });
    }

    private static Command List()
    {
        var store = new StoreOptions();
        return new Command("list", "Show all versions with their roles and metrics.") { store.Data, store.Artifacts, store.Container }.Does(null, async (parsed, stop) =>
        {
            var table = new Table().Border(TableBorder.Simple).AddColumns("model", "version", "role", "created", "metrics");
            foreach (var listing in await store.Open(parsed).ListAsync(stop).ConfigureAwait(false))
            {
                foreach (var version in listing.Versions)
                {
                    Add(table, listing.Name, version);
                }

                if (listing.Problem is { } problem)
                {
                    await Console.Error.WriteLineAsync(problem).ConfigureAwait(false);
                }
            }

            AnsiConsole.Write(table);
            return ExitCode.Well;
        });
    }

    private static void Add(Table table, string name, ModelVersion version)
    {
        var metrics = version.Manifest is { } manifest
            ? string.Join(", ", manifest.Metrics.Select(metric => Shared.Text($"{metric.Key} {metric.Value:0.###}")))
            : version.Problem ?? "";
        var role = version.Role == ModelRole.Stable ? "in force" : version.Role == ModelRole.Candidate ? "candidate" : "";
        table.AddRow(
            new Text(name), new Text(version.Version), new Text(role),
            new Text(version.Manifest is { } known ? Shared.Text($"{known.Created:yyyy-MM-dd}") : ""), new Text(metrics));
    }
}
