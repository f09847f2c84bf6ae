using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Serverless.Local.Cli.Run;

/// <summary>A table that is drawn anew in its place; what is said stands above it.</summary>
internal sealed class LiveScreen : IRunScreen
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private int _lines;
    private long _last;

    public void Say(string line)
    {
        lock (_gate)
        {
            Erase();
            AnsiConsole.WriteLine(line);
        }
    }

    public void Show(RunScene scene)
    {
        lock (_gate)
        {
            if (_last != 0 && Stopwatch.GetElapsedTime(_last) < Interval)
            {
                return;
            }

            _last = Stopwatch.GetTimestamp();
            Erase();
            var rows = Rows(scene);
            AnsiConsole.Write(Table(rows));
            _lines = rows.Count + 2;
        }
    }

    public void Dispose()
    {
    }

    private static List<(string Name, string Value)> Rows(RunScene scene)
    {
        var (simulate, verify) = (scene.Simulate, scene.Verify);
        return
        [
            ("phase", simulate switch
            {
                null => scene.Host?.Status.Reason ?? "starting",
                { Phase: "history" } history => Shared.Text($"history, day {history.Day} of {history.Of}"),
                var live => Shared.Text($"live, {live.Time:yyyy-MM-dd HH:mm}"),
            }),
            ("events sent", Shared.Text($"{simulate?.Sent ?? 0:N0}   {simulate?.Rate ?? 0:N0}/s")),
            ("predictions", Shared.Text($"{verify?.Predictions ?? 0:N0}   {verify?.Rate ?? 0:N0}/s")),
            ("latency", SceneText.Latency(scene)),
            ("watermark", SceneText.WatermarkLag(scene) + " behind"),
            ("alerts", Shared.Text($"{verify?.Alerts ?? 0:N0}")),
            ("dead letters", Shared.Text($"{verify?.Dead ?? 0:N0}")),
            ("windows", Shared.Text($"{verify?.Windows ?? 0:N0}")),
            ("model", SceneText.Models(scene)),
            ("repeats", Shared.Text($"{verify?.Repeats ?? 0:N0} raw, {verify?.Duplicated ?? 0:N0} duplicated")),
        ];
    }

    private static Table Table(List<(string Name, string Value)> rows)
    {
        // Cut, never wrapped: what is erased later is a line per row.
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn(new TableColumn("").NoWrap()).AddColumn(new TableColumn("").NoWrap());
        foreach (var (name, value) in rows)
        {
            IRenderable[] cells = [new Text(name, new Style(Color.Grey)), new Text(value) { Overflow = Overflow.Ellipsis }];
            table.AddRow(cells);
        }

        return table;
    }

    private void Erase()
    {
        if (_lines > 0)
        {
            AnsiConsole.Write(new ControlCode($"\u001b[{_lines}A\u001b[0J"));
            _lines = 0;
        }
    }
}
