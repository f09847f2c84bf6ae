using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Sinks.Postgres;

/// <summary>Which tables a pipeline has, and which of them an output belongs to.</summary>
internal sealed class Tables
{
    public const string Revision = "revision";
    private static readonly string[] OwnNames = [PredictionsName, FeaturesView, LateName, RefusedName, LastIdTable.Name, PositionTable.Name];
    private const string PredictionsName = "predictions";
    private const string LateName = "late_events";
    private const string RefusedName = "refused";

    /// <summary>The view that gives the features of <see cref="Predictions"/> their names.</summary>
    public const string FeaturesView = "features";

    private readonly Dictionary<string, Table> _windows = new(StringComparer.Ordinal);

    public Tables(PipelinePlan plan)
    {
        Predictions = PredictionsOf(plan);
        var taken = OwnNames.ToHashSet(StringComparer.Ordinal);
        foreach (var window in plan.Keys.SelectMany(key => key.Windows))
            _windows[window.Name] = WindowOf(Identifier.Of(window.Name, taken), window);
        All = [Predictions, .. _windows.Values, Late, Refused];
    }

    public ImmutableArray<Table> All { get; }

    public Table Predictions { get; }

    /// <summary>Events that came too late, whole.</summary>
    public Table Late { get; } = new(
        LateName,
        [
            new("output", ColumnType.Text, output => output.Id.ToString(), IsNeeded: true),
            new("rule", ColumnType.Text, output => output.Header(OutputHeaders.Rule)),
            new("ingested", ColumnType.Time, output => output.Ingested),
            new("origin", ColumnType.Text, output => output.Header(OutputHeaders.Origin)),
            new("event", ColumnType.Json, output => ColumnType.Json.Read(output.Root), IsNeeded: true),
        ],
        null,
        []);

    /// <summary>Outputs that do not fit their table, with their bytes: nothing is lost, and nothing stops.</summary>
    public Table Refused { get; } = new(
        RefusedName,
        [
            new("output", ColumnType.Text, output => output.Id.ToString(), IsNeeded: true),
            new("topic", ColumnType.Text, output => output.Record.Topic, IsNeeded: true),
            new("type", ColumnType.Text, output => output.Header(OutputHeaders.Type)),
            new("reason", ColumnType.Text, output => ColumnType.Clean(output.Reason ?? ""), IsNeeded: true),
            new("value", ColumnType.Bytes, output => output.Record.Value.ToArray(), IsNeeded: true),
        ],
        null,
        []);

    /// <summary>Where an output belongs.</summary>
    /// <exception cref="UnfitException">Nowhere.</exception>
    public Table Of(Output output)
    {
        var type = output.Header(OutputHeaders.Type);
        return type switch
        {
            "prediction" => Predictions,
            "late" => Late,
            "window" => output.Root.TryGetProperty("window", out var name) && name.ValueKind == JsonValueKind.String && _windows.TryGetValue(name.GetString()!, out var table)
                ? table
                : throw new UnfitException("the pipeline has no such window"),
            _ => throw new UnfitException($"outputs of type {type ?? "none"} have no table"),
        };
    }

    private static Table PredictionsOf(PipelinePlan plan)
    {
        var columns = new List<Column>
        {
            new("output", ColumnType.Text, output => output.Id.ToString(), IsNeeded: true),
            Column.Member("id", ColumnType.Text, "id", isNeeded: true),
            Column.Member("time", ColumnType.Time, "time", isNeeded: true),
        };
        if (plan.Model is not null)
            columns.Add(Column.Member("score", ColumnType.Double, "score"));
        if (plan.Decision is not null)
            columns.Add(Column.Member("decision", ColumnType.Text, "decision"));
        columns.Add(Column.Member("reasons", ColumnType.Texts, "reasons"));
        columns.Add(Column.Member("late", ColumnType.Boolean, "late"));
        columns.Add(new Column("model", ColumnType.Text, output => output.Header(OutputHeaders.Model)));
        columns.Add(new Column("pipeline", ColumnType.Text, output => output.Header(OutputHeaders.Pipeline)));
        columns.Add(new Column("ingested", ColumnType.Time, output => output.Ingested));
        columns.Add(new Column("origin", ColumnType.Text, output => output.Header(OutputHeaders.Origin)));
        if (plan.Model is not null)
            columns.Add(Column.Member("features", ColumnType.Reals, "features"));
        var taken = columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        var source = plan.Sources.First(source => source.IsScored);
        columns.AddRange(source.Members.Select(member => Column.OfEvent(Identifier.Of("event_" + member.Name, taken), ColumnType.Of(member.Type), member.Name)));
        return new Table(PredictionsName, [.. columns], "time", []);
    }

    private static Table WindowOf(string name, WindowPlan window)
    {
        var columns = new List<Column>
        {
            Column.Member("key", ColumnType.Text, "key", isNeeded: true),
            Column.Member("start", ColumnType.Time, "start", isNeeded: true),
            Column.Member("end", ColumnType.Time, "end", isNeeded: true),
            Column.Member(Revision, ColumnType.BigInt, "revision", isNeeded: true),
            new("output", ColumnType.Text, output => output.Id.ToString(), IsNeeded: true),
        };
        var taken = columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        columns.AddRange(window.Aggregates.Select(aggregate => Column.Member(Identifier.Of(aggregate.Name, taken), ColumnType.Of(aggregate.Spec), aggregate.Name)));
        return new Table(name, [.. columns], "start", ["key", "start"]) { IsOfSessions = window.Kind == WindowKind.Session };
    }
}
