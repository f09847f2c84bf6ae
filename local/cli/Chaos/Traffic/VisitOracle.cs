using System.Text;
using System.Text.Json;
using Serverless.Durable.Ports;
using Serverless.Local.Cli.Run;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Local.Cli.Chaos.Traffic;

/// <summary>
/// What web-personalization should say about the views that were sent, made without it: a visitor's views arrive in their order, so the last items of each view and the totals
/// of each visit are those that were sent until then.
/// </summary>
internal sealed class VisitOracle(PipelinePlan plan)
{
    private const string Robot = "bot-";
    private const string Recommend = "recommend";
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(30);

    // Every partition of the source has said something within so much simulated time, also at night.
    private static readonly TimeSpan Slack = TimeSpan.FromHours(4);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<int>> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> _features = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _visits = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Visitor, DateTimeOffset Start), VisitTotal> _totals = [];
    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);
    private readonly HashSet<string> _predicted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _recommended = new(StringComparer.Ordinal);
    private readonly HashSet<string> _routed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _dead = new(StringComparer.Ordinal);
    private readonly HashSet<(string Visitor, DateTimeOffset Start)> _windows = [];
    private DateTimeOffset _latest;
    private (long Ids, long Dead, long Routes, long Windows) _twice;
    private (long Aggregates, long Windows, long Unexpected) _wrong;
    private long _late;

    public void Sent(byte[] view)
    {
        using var json = JsonDocument.Parse(view);
        var (id, visitor, at) = (Text(json.RootElement, "id"), Text(json.RootElement, "visitorId"), json.RootElement.GetProperty("at").GetDateTimeOffset());
        if (visitor.StartsWith(Robot, StringComparison.Ordinal))
        {
            return;
        }

        lock (_gate)
        {
            var item = json.RootElement.GetProperty("item").GetInt32();
            var seen = _seen.TryGetValue(visitor, out var before) ? before : _seen[visitor] = [];
            seen.Insert(0, item);
            _features[id] = [.. seen.Take(plan.Model!.Features.Length)];
            var visit = _visits.TryGetValue(visitor, out var start) && at - _totals[(visitor, start)].Last <= Gap ? start : _visits[visitor] = at;
            _totals[(visitor, visit)] = (_totals.TryGetValue((visitor, visit), out var total) ? total : VisitTotal.None).With(at, item, json.RootElement.GetProperty("dwell").GetDouble());
            _latest = at > _latest ? at : _latest;
        }
    }

    public void Unreadable(byte[] value)
    {
        lock (_gate)
        {
            _unreadable.Add(Encoding.UTF8.GetString(value));
        }
    }

    public void Take(LogRecord record)
    {
        lock (_gate)
        {
            if (record.Topic == plan.Dead)
            {
                var value = Encoding.UTF8.GetString(record.Value.Span);
                _twice.Dead += _dead.Add(value) ? 0 : 1;
                _wrong.Unexpected += _unreadable.Contains(value) ? 0 : 1;
                return;
            }

            using var json = JsonDocument.Parse(record.Value);
            if (record.Topic == plan.Predictions)
            {
                Prediction(json.RootElement);
            }
            else if (record.Topic != plan.Events)
            {
                _twice.Routes += _routed.Add(Text(json.RootElement, "id")) ? 0 : 1;
            }
            else if (OutputFollower.Header(record, OutputHeaders.Type) == "window")
            {
                Window(json.RootElement);
            }
            else
            {
                _late++;
            }
        }
    }

    /// <summary>How many views have no prediction, recommendations no route, unreadable records no dead letter, and visits that are long over no window.</summary>
    public long Lost()
    {
        lock (_gate)
        {
            return _features.Keys.LongCount(id => !_predicted.Contains(id)) + _recommended.LongCount(id => !_routed.Contains(id)) + _unreadable.LongCount(value => !_dead.Contains(value))
                + _totals.LongCount(visit => visit.Value.Last + Gap + Slack <= _latest && !_windows.Contains(visit.Key));
        }
    }

    public ChaosCounts Count(long sent, long repeats)
    {
        var (lost, routedOnly) = (Lost(), _routed.LongCount(id => !_recommended.Contains(id)));
        (string Name, long Count)[] equations =
        [
            ("lost", lost), ("predictions twice", _twice.Ids), ("dead letters twice", _twice.Dead), ("recommendations twice", _twice.Routes), ("visits twice", _twice.Windows),
            ("predictions with wrong last items", _wrong.Aggregates), ("visits with a wrong total", _wrong.Windows), ("views that came late, though none was sent late", _late), ("outputs that nobody expects", _wrong.Unexpected + routedOnly),
        ];
        return new ChaosCounts
        {
            Sent = sent,
            Predictions = _predicted.Count,
            Windows = _windows.Count,
            Aggregates = _predicted.Count,
            Lost = lost,
            Duplicated = _twice.Ids + _twice.Dead + _twice.Routes + _twice.Windows,
            Wrong = _wrong.Aggregates + _wrong.Windows + _wrong.Unexpected + _late + routedOnly,
            Repeats = repeats,
            Broken = [.. equations.Where(equation => equation.Count != 0).Select(equation => Shared.Text($"{equation.Name} = 0: {equation.Count}"))],
        };
    }

    private void Prediction(JsonElement prediction)
    {
        var id = Text(prediction, "id");
        _twice.Ids += _predicted.Add(id) ? 0 : 1;
        if (Text(prediction, "decision") == Recommend)
        {
            _recommended.Add(id);
        }

        if (!_features.TryGetValue(id, out var expected))
        {
            _wrong.Unexpected++;
            return;
        }

        // The newest first; what there is not yet is −1.
        var said = prediction.GetProperty("features").EnumerateArray().Select(feature => feature.GetDouble());
        _wrong.Aggregates += said.SequenceEqual(Enumerable.Range(0, plan.Model!.Features.Length).Select(index => index < expected.Length ? expected[index] : -1d)) ? 0 : 1;
    }

    private void Window(JsonElement window)
    {
        var name = (Text(window, "key"), window.GetProperty("start").GetDateTimeOffset());
        _twice.Windows += _windows.Add(name) ? 0 : 1;
        var said = (window.GetProperty("end").GetDateTimeOffset(), window.GetProperty("pages").GetInt64(), window.GetProperty("items").GetInt64());
        _wrong.Windows += _totals.TryGetValue(name, out var total) && said == (total.Last + Gap, total.Pages, total.Items.Count)
            && Math.Abs(window.GetProperty("seconds").GetDouble() - total.Seconds) < 1e-6 ? 0 : 1;
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
