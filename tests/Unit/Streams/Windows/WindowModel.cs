using Serverless.Streams.Plan;

namespace Serverless.Tests.Unit.Streams.Windows;

/// <summary>Flink's WindowOperator, written down naively: every event is put into every one of its windows, and each watermark looks at them all.</summary>
internal sealed class WindowModel(WindowPlan plan)
{
    private readonly List<Window> _windows = [];
    private long _watermark = long.MinValue;

    public List<string> Results { get; } = [];

    public void Event(string key, long time, long value)
    {
        if (plan.Kind == WindowKind.Session)
        {
            AddToSession(key, time, value);
            return;
        }

        var assigned = Starts(time).Where(start => !IsGone(start + plan.Size)).ToList();
        if (assigned.Count == 0 && time + plan.AllowedLateness <= _watermark)
        {
            Results.Add($"late {key} {time}");
        }

        foreach (var start in assigned)
        {
            var window = _windows.Find(window => window.Key == key && window.Start == start);
            if (window is null)
            {
                _windows.Add(window = new Window { Key = key, Start = start, End = start + plan.Size });
            }

            Add(window, value);
        }
    }

    public void Watermark(long watermark)
    {
        var before = _watermark;
        _watermark = Math.Max(before, watermark);
        foreach (var window in _windows.Where(window => window.End - 1 > before && window.End - 1 <= _watermark))
        {
            Fire(window);
        }

        _windows.RemoveAll(window => IsGone(window.End));
    }

    private void AddToSession(string key, long time, long value)
    {
        var touched = _windows.Where(window => window.Key == key && window.Start <= time + plan.Size && window.End >= time).ToList();
        var session = new Window
        {
            Key = key,
            Start = touched.Select(window => window.Start).Append(time).Min(),
            End = touched.Select(window => window.End).Append(time + plan.Size).Max(),
            Fired = touched.Select(window => window.Fired).Append(0).Max(),
            Count = touched.Sum(window => window.Count),
            Sum = touched.Sum(window => window.Sum),
        };
        if (IsGone(session.End))
        {
            Results.Add($"late {key} {time}");
            return;
        }

        _windows.RemoveAll(touched.Contains);
        _windows.Add(session);
        Add(session, value);
    }

    private void Add(Window window, long value)
    {
        window.Count++;
        window.Sum += value;
        if (window.End - 1 <= _watermark)
        {
            Fire(window);
        }
    }

    private void Fire(Window window) => Results.Add($"{window.Key} [{window.Start}, {window.End}) {window.Count} {window.Sum} revision {window.Fired++}");

    private bool IsGone(long end) => end - 1 + plan.AllowedLateness <= _watermark;

    private IEnumerable<long> Starts(long time)
    {
        var start = plan.Offset + ((long)Math.Floor((time - plan.Offset) / (double)plan.Slide) * plan.Slide);
        for (; start > time - plan.Size; start -= plan.Slide)
        {
            yield return start;
        }
    }

    private sealed class Window
    {
        public required string Key { get; init; }

        public required long Start { get; init; }

        public required long End { get; init; }

        public long Count { get; set; }

        public long Sum { get; set; }

        public int Fired { get; set; }
    }
}
