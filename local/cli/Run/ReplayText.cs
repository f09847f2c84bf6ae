namespace Serverless.Local.Cli.Run;

/// <summary>The end of a replay in plain lines.</summary>
internal static class ReplayText
{
    public static IEnumerable<string> Of(ReplaySummary summary)
    {
        yield return "";
        yield return Shared.Text($"events in    {summary.EventsIn:N0} in {summary.Rounds:N0} rounds, {summary.EventsPerSecond:0.0} a second: {summary.Clean:N0} clean, {summary.Dropped:N0} dropped, {summary.Duplicates:N0} repeats, {summary.Late:N0} late");
        yield return Shared.Text($"dead letters {summary.Dead.Values.Sum():N0}{(summary.Dead.Count == 0 ? "" : $" ({string.Join(", ", summary.Dead.Select(reason => Shared.Text($"{reason.Key} {reason.Value:N0}")))})")}");
        yield return Shared.Text($"predictions  {summary.Predictions:N0}{string.Concat(summary.Routes.Select(route => Shared.Text($"; {route.Key} {route.Value:N0}")))}");
        yield return Shared.Text($"windows      {summary.Windows:N0}{(summary.Waiting is > 0 and var waiting ? Shared.Text($"; {waiting} events still wait for the watermark") : "")}");
        yield return Shared.Text($"counted by reading the outputs: {(summary.Lost is { } lost ? Shared.Text($"lost {lost}, ") : "")}duplicated {summary.Duplicated} (raw repeats {summary.Repeats})");
    }
}
