using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Models;
using Serverless.Streams;
using Serverless.Streams.Codec;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Streams.Tables;

namespace Serverless.Local.Testing;

/// <summary>The reference tables of a run beside its model: rows that a test gives, else the first version beside the pipeline. All of them go through their file's form.</summary>
internal sealed class GivenTables : IInference
{
    private readonly IInference? _models;
    private readonly Dictionary<string, List<(int From, TableRows Rows)>> _versions = new(StringComparer.Ordinal);
    private int _record;

    /// <summary>Of rows by table, each from a record of the run on.</summary>
    /// <exception cref="TestRunException">A table has no rows, or those given are none of it.</exception>
    public GivenTables(Type pipeline, PipelinePlan plan, IInference? models, IReadOnlyList<(string Table, int From, object[] Rows)> given)
    {
        _models = models;
        if (given.FirstOrDefault(each => plan.Tables.All(table => table.Name != each.Table)).Table is { } unknown)
        {
            throw new TestRunException($"\"{unknown}\" is no table of {plan.Name}; there are: {string.Join(", ", plan.Tables.Select(table => table.Name))}.");
        }

        foreach (var table in plan.Tables)
        {
            var versions = given.Where(each => each.Table == table.Name).Select(each => (each.From, Read(table, each.Rows))).ToList();
            _versions[table.Name] = versions.Count > 0 ? versions : [(0, Committed(pipeline, table))];
        }
    }

    /// <summary>A record of the run comes next.</summary>
    /// <returns>Whether another version of a table is wanted from it on.</returns>
    public bool MoveTo(int record)
    {
        var before = _record;
        _record = record;
        return _versions.Values.Any(versions => Number(versions, before) != Number(versions, record));
    }

    public async ValueTask<ImmutableArray<Activation>> RolloutAsync(CancellationToken cancellationToken) =>
    [
        .. _models is null ? [] : await _models.RolloutAsync(cancellationToken).ConfigureAwait(false),
        .. _versions.Select(table => (table.Key, Number: Number(table.Value, _record))).Select(table => new Activation(table.Key, table.Number, $"{table.Number}", new string('0', 64))),
    ];

    public ValueTask<ILoadedModel> LoadAsync(Activation activation, CancellationToken cancellationToken) => _models!.LoadAsync(activation, cancellationToken);

    public ValueTask<TableRows> LoadTableAsync(Activation activation, CancellationToken cancellationToken) => new(_versions[activation.Artifact][(int)activation.Revision - 1].Rows);

    /// <summary>The first version is there from the beginning, wherever it was given.</summary>
    private static int Number(List<(int From, TableRows Rows)> versions, int record) => 1 + versions.Skip(1).Count(version => version.From <= record);

    private static TableRows Read(TablePlan table, object[] rows)
    {
        try
        {
            var file = new ByteWriter();
            table.Format.Write(rows, file);
            return table.Read(file.Written);
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException)
        {
            throw new TestRunException($".Table(\"{table.Name}\"): {failure.Message}");
        }
    }

    private static TableRows Committed(Type pipeline, TablePlan table)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "pipelines", pipeline.Name, "tables", table.Name);
        try
        {
            return TableFolder.Versions(folder) is [var first, ..]
                ? TableFolder.Open(table, first.Path)
                : throw new TestRunException($"There is no version of the table {table.Name} in {folder}: put one there, or give its rows by .Table(\"{table.Name}\", …).");
        }
        catch (ArtifactException failure)
        {
            throw new TestRunException(failure.Message);
        }
    }
}
