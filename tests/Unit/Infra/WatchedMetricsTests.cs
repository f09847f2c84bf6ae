using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Unit.Infra;

/// <summary>What workbook, alert rules and dashboards ask for exists in the code, and what the code measures is shown.</summary>
public sealed class WatchedMetricsTests
{
    private const string Dashboard = "infra/grafana/dashboards/pipeline.json";
    private static readonly string[] Tables = ["customMetrics", "requests", "dependencies", "AzureMetrics", "Usage"];

    [Fact]
    public void Every_metric_of_the_workbook_and_of_the_alerts_exists()
    {
        foreach (var query in Queries())
        {
            var metrics = Regex.Matches(query, @"\bname == '([^']+)'").Select(match => match.Groups[1].Value)
                .Concat(Regex.Matches(query, @"\bname in \(([^)]+)\)").SelectMany(match => match.Groups[1].Value.Split(',')).Select(name => name.Trim(' ', '\'')));
            Assert.Subset(Instruments.Names.ToHashSet(), metrics.ToHashSet());
        }
    }

    [Fact]
    public void Every_attribute_that_a_query_reads_is_documented()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/telemetry.md"));
        Findings.None(Queries().SelectMany(query => Regex.Matches(query, @"customDimensions\['([^']+)'\]")).Select(match => match.Groups[1].Value).Distinct()
            .Where(attribute => !page.Contains($"`{attribute}`", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_query_reads_known_tables_and_weighs_sampled_ones()
    {
        Assert.All(Queries(), query =>
        {
            var read = Regex.Matches(query, @"(?<=^|\n|\bunion |\bunion \w+, |toscalar\()[A-Za-z]+(?=\s*\||, \w+ \|)").Select(match => match.Value).ToHashSet();
            Assert.NotEmpty(read);
            Assert.Subset(Tables.ToHashSet(), read);
            if (read.Contains("requests") || read.Contains("dependencies"))
                Assert.Contains("itemCount", query, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_series_of_the_dashboard_exists_and_every_metric_is_shown()
    {
        var series = Instruments.All.ToDictionary(instrument => instrument.Name, instrument => PrometheusNames.Of(instrument.Name, instrument.Unit, Instruments.KindOf(instrument)).ToList());
        var shown = Panels(Dashboard).SelectMany(panel => panel.Queries).SelectMany(PrometheusNames.In).ToHashSet();
        Assert.Subset(series.Values.SelectMany(names => names).ToHashSet(), shown);
        Findings.None(series.Where(metric => !metric.Value.Exists(shown.Contains)).Select(metric => metric.Key));
        Assert.All(Panels(Dashboard), panel => Assert.All(panel.Queries, query => Assert.NotEmpty(PrometheusNames.In(query))));
    }

    [Fact]
    public void Every_metric_is_in_the_workbook()
    {
        var workbook = File.ReadAllText(Repository.PathOf("infra/bicep/workbook.json"));
        Findings.None(Instruments.Names.Where(name => !workbook.Contains($"'{name}'", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(Dashboard, "prometheus")]
    [InlineData("infra/grafana/dashboards/predictions.json", "grafana-postgresql-datasource")]
    public void A_dashboard_takes_its_data_source_from_a_variable(string file, string kind)
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Repository.PathOf(file)));
        var variable = dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray().Single(each => each.GetProperty("name").GetString() == "datasource");
        Assert.Equal(("datasource", kind), (variable.GetProperty("type").GetString(), variable.GetProperty("query").GetString()));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();
        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.All(
            panels.Where(panel => panel.GetProperty("type").GetString() != "row"),
            panel => Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString()));
    }

    [Fact]
    public void Every_alert_has_a_run_book_and_every_run_book_an_alert()
    {
        var alerts = BicepFile.All.Single(file => file.Path.EndsWith("alerts.bicep", StringComparison.Ordinal)).Of("var").Single(value => value.Name == "rules").Text;
        var rules = Regex.Matches(alerts, @"name: '([\w-]+)'\n\s+title: '([^']+)'\n\s+severity: (\d)").Select(match => $"[{match.Groups[1].Value}] {match.Groups[3].Value}");
        var index = Regex.Matches(File.ReadAllText(Repository.PathOf("docs/runbooks/README.md")), @"^\| \[([\w-]+)\]\(\1\.md\) \| (\d) \|", RegexOptions.Multiline)
            .Select(row => $"[{row.Groups[1].Value}] {row.Groups[2].Value}");
        Assert.Equal(rules.Order(StringComparer.Ordinal), index.Order(StringComparer.Ordinal));
        var pages = Repository.Files.Where(file => file.StartsWith("docs/runbooks/", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension).Where(page => page != "README");
        Assert.Equal(rules.Select(rule => rule[1..rule.IndexOf(']', StringComparison.Ordinal)]).Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Metrics_that_run_books_name_exist()
    {
        Findings.None(from file in Repository.Files
                      where file.StartsWith("docs/runbooks/", StringComparison.Ordinal)
                      from Match name in Regex.Matches(File.ReadAllText(Repository.PathOf(file)), @"`((?:messaging|kafka|serverless)\.[\w.]+)`")
                      where !Instruments.Names.Contains(name.Groups[1].Value) && name.Groups[1].Value != "serverless.reason"
                      select $"{file}: {name.Groups[1].Value}");
    }

    private static IEnumerable<string> Queries()
    {
        using var workbook = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("infra/bicep/workbook.json")));
        var shown = workbook.RootElement.GetProperty("items").EnumerateArray().Where(item => item.GetProperty("type").GetInt32() == 3)
            .Select(item => item.GetProperty("content").GetProperty("query").GetString()!).ToList();
        var alerts = BicepFile.All.Single(file => file.Path.EndsWith("alerts.bicep", StringComparison.Ordinal)).Of("var").Single(value => value.Name == "rules").Text;
        return [.. shown, .. Regex.Matches(alerts, @"'''\n(.*?)'''", RegexOptions.Singleline).Select(match => match.Groups[1].Value)];
    }

    private static IEnumerable<(string Title, List<string> Queries)> Panels(string file)
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Repository.PathOf(file)));
        return [.. dashboard.RootElement.GetProperty("panels").EnumerateArray().Where(panel => panel.TryGetProperty("targets", out _)).Select(panel => (
            panel.GetProperty("title").GetString()!,
            panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString()!).ToList()))];
    }
}
