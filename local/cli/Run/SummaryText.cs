using System.Globalization;

namespace Serverless.Local.Cli.Run;

/// <summary>The end of a run in plain lines.</summary>
internal static class SummaryText
{
    public static IEnumerable<string> Of(RunResult result)
    {
        var (summary, read) = (result.Summary, result.Read);
        yield return "";
        yield return Text($"events in    {summary.EventsIn:N0} = {summary.Clean:N0} clean + {read.Dead - read.DeadKeyed:N0} dead + {summary.Dropped:N0} dropped; fraud reports {result.Sent.Reports:N0}");
        yield return Text($"dead letters {summary.Dead:N0} ({string.Join(", ", read.DeadReasons.Select(reason => Text($"{reason.Key} {reason.Value:N0}")))}); duplicates {summary.Duplicates:N0}; late {summary.Late:N0}");
        yield return Text($"predictions  {summary.Predictions:N0}, alerts {summary.Alerts:N0}: frauds caught {summary.Fraud.TruePositives:N0}, missed {summary.Fraud.FalseNegatives:N0}, false alarms {summary.Fraud.FalsePositives:N0}");
        yield return Text($"windows      {summary.Windows:N0}; model {summary.Model.Name}@{summary.Model.Version}, swaps {summary.Model.Swaps}");
        yield return Text($"speed        {summary.EventsPerSecond:N0} events/s in live traffic; history took {result.History.TotalSeconds:0.0} s");
        yield return Text($"latency      p50 {summary.LatencyMs.P50:0.0} ms, p95 {summary.LatencyMs.P95:0.0} ms, p99 {summary.LatencyMs.P99:0.0} ms, max {summary.LatencyMs.Max:0.0} ms");
        yield return Text($"counted by an independent reader: lost {summary.Lost}, duplicated {summary.Duplicated} (raw repeats {summary.Repeats})");
        foreach (var broken in result.Broken)
        {
            yield return "DOES NOT HOLD  " + broken;
        }

        if (result.Demo is { } demo)
        {
            yield return "";
            yield return Text($"The worker was killed with SIGKILL at {demo.Killed:HH:mm:ss} and back in {demo.Back.TotalMilliseconds:0} ms; lost {summary.Lost}, duplicated {summary.Duplicated}.");
            yield return Text($"Version 2 was activated at {demo.Activated:HH:mm:ss}; the version changed at offsets {Changes(result)}.");
        }
    }

    private static string Changes(RunResult result) => string.Join(", ", result.Read.Versions
        .Where(partition => partition.Value.Length > 1)
        .Select(partition => Text($"{partition.Key}:{string.Join('/', partition.Value.Skip(1).Select(start => start.Offset.ToString(CultureInfo.InvariantCulture)))}")));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
