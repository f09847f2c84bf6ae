using System.Text.Json;

namespace Serverless.Tests.EndToEnd;

/// <summary><c>chaos</c> with all its processes. Its own exit code is 0 only where every equation between what was sent and read holds.</summary>
public sealed class ChaosTests
{
    [Theory]
    [InlineData("card-fraud", "kafka", 2, 2)]
    [InlineData("web-personalization", "files", 1, 4)]
    public async Task Whatever_is_killed_or_paused_nothing_is_lost_duplicated_or_wrong(string pipeline, string log, int hosts, int faults)
    {
        using var folder = new DataFolder();

        var (code, text) = await CommandProcess.RunAsync("chaos", pipeline, "--log", log, "--hosts", $"{hosts}", "--faults", $"{faults}", "--seed", "3", "--json", folder.Json);

        Assert.True(code == 0, text);
        var report = folder.Summary();
        Assert.Equal((0, 0, 0), (Number(report, "lost"), Number(report, "duplicated"), Number(report, "wrong")));
        Assert.Equal(faults, Number(report, "faults"));
        Assert.True(Number(report, "predictions") > 100, text);
        Assert.Equal(Number(report, "predictions"), Number(report, "aggregates"));
    }

    private static long Number(JsonElement report, string name) => report.GetProperty(name).GetInt64();
}
