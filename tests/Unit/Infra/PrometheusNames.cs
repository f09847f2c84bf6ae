using System.Text.RegularExpressions;

namespace Serverless.Tests.Unit.Infra;

/// <summary>
/// Names of metrics as Prometheus has them after OTLP (opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics): other characters become
/// underscores, a unit becomes a suffix unless it is in braces, counters end in <c>_total</c>, histograms have three series.
/// </summary>
internal static class PrometheusNames
{
    public static IEnumerable<string> Of(string name, string? unit, string kind)
    {
        var plain = Regex.Replace(name, "[^a-zA-Z0-9_]", "_") + (unit == "s" ? "_seconds" : "");
        return kind switch
        {
            "counter" or "sum" => [plain + "_total"],
            "histogram" => [plain + "_bucket", plain + "_sum", plain + "_count"],
            _ => [plain],
        };
    }

    /// <summary>The series that a query names; each has a selector.</summary>
    public static IEnumerable<string> In(string query) => Regex.Matches(query, @"\b(?:messaging|kafka|serverless)_\w+(?=\{)").Select(match => match.Value).Distinct();
}
