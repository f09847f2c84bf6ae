namespace Serverless.Local.Cli.Run;

/// <summary>The state of a run in words.</summary>
internal static class SceneText
{
    public static string Line(RunScene scene)
    {
        var verify = scene.Verify;
        var counts = Shared.Text($"predictions {verify?.Predictions ?? 0:N0} ({verify?.Rate ?? 0:N0}/s), alerts {verify?.Alerts ?? 0:N0}, dead {verify?.Dead ?? 0:N0}");
        return scene.Simulate switch
        {
            null => "waiting",
            { Phase: "history" } history => Shared.Text($"history day {history.Day} of {history.Of}: sent {history.Sent:N0}, {counts}"),
            var live => Shared.Text($"live {live.Time:yyyy-MM-dd HH:mm}: {live.Rate:N0} events/s, {counts}, {Latency(scene)}, watermark {WatermarkLag(scene)} behind, {Models(scene)}"),
        };
    }

    public static string Latency(RunScene scene) =>
        scene.Verify?.RecentMs is { Count: > 0 } recent ? Shared.Text($"p50 {recent.P50:0.0} ms, p99 {recent.P99:0.0} ms") : "no latency yet";

    public static string Models(RunScene scene) =>
        scene.Host?.Status.Models is { Count: > 0 } models ? string.Join(" + ", models.Select(model => Shared.Text($"{model.Key} ({model.Value} shards)"))) : "no model yet";

    /// <summary>In event time, against the simulated present.</summary>
    public static string WatermarkLag(RunScene scene)
    {
        if (scene is not { Host.Status.Watermark: { } watermark, Simulate.Time: var now } || now == default)
        {
            return "?";
        }

        var lag = now - DateTimeOffset.FromUnixTimeMilliseconds(watermark);
        return lag < TimeSpan.Zero ? "0 s" : lag.TotalHours >= 1 ? Shared.Text($"{lag.TotalHours:0.0} h") : Shared.Text($"{lag.TotalMinutes:0.0} min");
    }
}
