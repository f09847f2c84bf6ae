using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Sinks;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Integration.Sinks;

/// <summary>The queries of the dashboard of predictions run on the sink's own tables and find what was stored.</summary>
[Collection(PostgresGroup.Name)]
public sealed class GrafanaPanelTests(PostgresFixture fixture)
{
    private const string Schema = "panels";

    [Fact]
    public async Task Every_panel_of_the_dashboard_returns_rows()
    {
        await using var sink = new PostgresSink(MeterOutputs.Plan, new PostgresSettings { ConnectionString = fixture.Server.ConnectionString, Schema = Schema }, 1);
        await sink.CreateSchemaAsync(CancellationToken.None);
        await sink.WriteAsync([MeterOutputs.Prediction(0, 1, 0), MeterOutputs.Prediction(0, 2, 1), MeterOutputs.Prediction(0, 3, 2, "no JSON")], CancellationToken.None);
        await sink.WriteAsync([MeterOutputs.Late(0, 4, 0)], CancellationToken.None);

        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.PathOf("infra/grafana/dashboards/predictions.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();
        Assert.Equal(7, panels.Count);
        foreach (var panel in panels)
        {
            var rows = await fixture.Server.QueryAsync(Plain(panel.GetProperty("targets")[0].GetProperty("rawSql").GetString()!));
            Assert.True(rows.Count > 0, panel.GetProperty("title").GetString());
        }
    }

    /// <summary>With Grafana's variables and macros put in, as its PostgreSQL data source does it (grafana.com/docs/grafana/latest/datasources/postgres).</summary>
    private static string Plain(string sql)
    {
        var grouped = Regex.Replace(sql, @"\$__timeGroupAlias\((\w+), \$__interval\)", "floor(extract(epoch from $1)/60)*60 AS \"time\"");
        var filtered = Regex.Replace(grouped, @"\$__timeFilter\((\w+)\)", "$1 BETWEEN '2026-01-01T00:00:00Z' AND '2026-02-01T00:00:00Z'");
        return filtered.Replace("$schema", Schema, StringComparison.Ordinal);
    }
}
