using System.CommandLine;
using Serverless.Durable.Ports;
using Serverless.Local.Cli.Run;
using Serverless.Models;
using Serverless.Streams;
using Serverless.Streams.Tables;

namespace Serverless.Local.Cli.History;

/// <summary>The reference tables that history is looked at with: one version each, unless the logs say which was in force where.</summary>
internal sealed class HistoryTables
{
    private readonly StoreOptions _store = new();

    public HistoryTables() => _store.Artifacts.Description = "Where the pipeline's tables are: the versions in force there; otherwise the first ones beside the pipeline. A folder, a connection string or the https:// address of a blob service.";

    public Option<string?> Artifacts => _store.Artifacts;

    public Option<string?> Container => _store.Container;

    /// <summary>Rows by table.</summary>
    /// <exception cref="CommandException">A table has no version.</exception>
    /// <exception cref="ArtifactException">A version is refused, or the store is out of reach.</exception>
    public async Task<IReadOnlyDictionary<string, TableRows>> ReadAsync(ParseResult parsed, PipelinePlan plan, CancellationToken stop)
    {
        var rows = new Dictionary<string, TableRows>(StringComparer.Ordinal);
        if (plan.Tables.IsEmpty || parsed.GetValue(Artifacts) is null)
        {
            foreach (var table in plan.Tables)
            {
                rows[table.Name] = TableFolder.Open(table, RunArtifacts.Tables(plan.Name, table)[0].Path, ModelSettings.From(Shared.Configuration()));
            }

            return rows;
        }

        using var catalog = Open(_store.Settings(parsed), plan);
        foreach (var activation in await catalog.RolloutAsync(stop).ConfigureAwait(false))
        {
            rows[activation.Artifact] = await catalog.LoadTableAsync(activation, stop).ConfigureAwait(false);
        }

        return rows;
    }

    /// <summary>Loads the versions that keyed logs name; null in a pipeline without tables.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="plan">The pipeline.</param>
    /// <param name="data">The folder of the run; null: the logs are on brokers.</param>
    /// <exception cref="CommandException">Nothing says where the store is.</exception>
    public ModelCatalog? Open(ParseResult parsed, PipelinePlan plan, string? data) =>
        plan.Tables.IsEmpty ? null
        : parsed.GetValue(Artifacts) is null && data is not null ? Open(new ArtifactSettings(RunStore.Location(data)), plan)
        : Open(_store.Settings(parsed), plan);

    private static ModelCatalog Open(ArtifactSettings settings, PipelinePlan plan) => new(settings.Open(), [], ModelSettings.From(Shared.Configuration()), plan.Tables);
}
