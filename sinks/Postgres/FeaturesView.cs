using Serverless.Streams;

namespace Serverless.Sinks.Postgres;

/// <summary>
/// A view that gives features their names. They are stored as one array, in the order of the definition that made them: a definition with other
/// features changes the view, not the table, and the view shows the rows of its own definition only.
/// </summary>
internal static class FeaturesView
{
    /// <summary>The statements that make it; empty in a pipeline without a model.</summary>
    public static string Of(PipelinePlan plan, string schema)
    {
        if (plan.Model is not { } model)
            return "";
        var taken = new HashSet<string>(StringComparer.Ordinal) { "output", "id", "time", "score" };
        var columns = model.Features.Select((feature, index) => $"features[{index + 1}] AS {Identifier.Quoted(Identifier.Of(feature.Name, taken))}");
        var name = $"{Identifier.Quoted(schema)}.{Tables.FeaturesView}";
        var version = $"{plan.Name}@{plan.Version}";
        return $"""
            DROP VIEW IF EXISTS {name};
            CREATE VIEW {name} AS SELECT output, id, "time", score, {string.Join(", ", columns)}
            FROM {Identifier.Quoted(schema)}.predictions WHERE pipeline = '{version}'
            """;
    }
}
