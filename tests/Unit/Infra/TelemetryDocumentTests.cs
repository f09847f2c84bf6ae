using System.Text.RegularExpressions;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Unit.Infra;

/// <summary>docs/telemetry.md and the code name the same metrics and event ids.</summary>
public sealed class TelemetryDocumentTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs/telemetry.md"));

    [Fact]
    public void The_table_has_every_metric_with_its_kind_and_unit_and_no_other()
    {
        var written = Regex.Matches(Page, @"^\| `([a-z][\w.]+)` \| (counter|gauge|histogram) \| `([^`]+)` \|", RegexOptions.Multiline)
            .Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value}");
        var real = Instruments.All.Select(instrument => $"{instrument.Name} {Instruments.KindOf(instrument)} {instrument.Unit}");
        Assert.Equal(real.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_metric_says_what_it_means() => Assert.All(Instruments.All, instrument => Assert.NotEmpty(instrument.Description!));

    [Fact]
    public void The_table_has_every_event_id_and_no_two_messages_share_one()
    {
        var used = Repository.Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && !file.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => Regex.Matches(File.ReadAllText(Repository.PathOf(file)), @"\[LoggerMessage\((?:EventId = )?(\d+)")).Select(match => match.Groups[1].Value);
        var written = Regex.Matches(Page, @"^\| (\d{4}) \|", RegexOptions.Multiline).Select(row => row.Groups[1].Value);
        Assert.Equal(written.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }
}
