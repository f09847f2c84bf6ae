using System.Text.Json;
using Serverless.Durable.Ports;
using Serverless.Local.Cli.Run;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Local.Cli.Chaos.Traffic;

/// <summary>
/// What the second pipeline of the chain should say: payments, blocks and blocked amounts per terminal and hour, added up from the predictions that a reader has. What came too
/// late for a window stands in the topic as late and is added to what the window says.
/// </summary>
internal sealed class BlockOracle(PipelinePlan first, PipelinePlan second)
{
    private const string Block = "block";
    private readonly Dictionary<(string Terminal, DateTimeOffset Hour), BlockTotal> _expected = [];
    private readonly Dictionary<(string Terminal, DateTimeOffset Hour), (int Revision, BlockTotal Total)> _windows = [];
    private readonly Dictionary<(string Terminal, DateTimeOffset Hour), BlockTotal> _late = [];
    private readonly Dictionary<int, DateTimeOffset> _latest = [];
    private long _predictions;

    public async Task AddToAsync(OutputFollower outputs, CancellationToken stop)
    {
        await outputs.AddAsync(first.Predictions, first.Shards, stop).ConfigureAwait(false);
        await outputs.AddAsync(second.Events, second.Shards, stop).ConfigureAwait(false);
    }

    public void Take(LogRecord record)
    {
        using var json = JsonDocument.Parse(record.Value);
        if (record.Topic == first.Predictions)
        {
            _predictions++;
            Add(_expected, json.RootElement, out var time);
            _latest[record.Partition] = _latest.TryGetValue(record.Partition, out var before) && before > time ? before : time;
        }
        else if (OutputFollower.Header(record, OutputHeaders.Type) == "late")
        {
            Add(_late, json.RootElement, out _);
        }
        else
        {
            Window(json.RootElement);
        }
    }

    /// <summary>How many windows are not there though every partition of the predictions has passed their end.</summary>
    public int Missing()
    {
        var floor = _latest.Count == first.Shards ? _latest.Values.Min() - second.Sources[0].OutOfOrder : DateTimeOffset.MinValue;
        return _expected.Keys.Count(window => window.Hour.AddHours(1) <= floor && !_windows.ContainsKey(window) && !_late.ContainsKey(window));
    }

    /// <summary>What was found, beside what was found of the first pipeline.</summary>
    public ChaosCounts Count(ChaosCounts read, long repeats)
    {
        var wrong = _windows.Keys.Union(_late.Keys).Count(window => !IsTrue(window));
        return read with
        {
            Chained = _windows.Count,
            Lost = read.Lost + Missing(),
            Wrong = read.Wrong + wrong,
            Broken =
            [
                .. read.Broken,
                .. Unless(_predictions == read.Predictions, Shared.Text($"predictions that the chain was held against = those of the ledger: {_predictions} ≠ {read.Predictions}")),
                .. Unless(Missing() == 0, Shared.Text($"windows of the chain that are missing = 0: {Missing()}")),
                .. Unless(wrong == 0, Shared.Text($"windows of the chain with a wrong total = 0: {wrong}")),
            ],
            Repeats = read.Repeats + repeats,
        };
    }

    private bool IsTrue((string, DateTimeOffset) window) =>
        _expected.GetValueOrDefault(window).IsNear(_windows.GetValueOrDefault(window).Total.With(_late.GetValueOrDefault(window)));

    private void Window(JsonElement window)
    {
        var name = (window.GetProperty("key").GetString()!, window.GetProperty("start").GetDateTimeOffset());
        var revision = window.GetProperty("revision").GetInt32();
        if (!_windows.TryGetValue(name, out var before) || before.Revision < revision)
        {
            _windows[name] = (revision, new BlockTotal(
                window.GetProperty("payments").GetInt64(), (long)window.GetProperty("blocks").GetDouble(), window.GetProperty("blocked").GetDouble()));
        }
    }

    private static void Add(Dictionary<(string, DateTimeOffset), BlockTotal> totals, JsonElement prediction, out DateTimeOffset time)
    {
        var payment = prediction.GetProperty("event");
        time = prediction.GetProperty("time").GetDateTimeOffset();
        var name = (payment.GetProperty("terminalId").GetString()!, new DateTimeOffset(time.Ticks - (time.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero));
        var isBlock = prediction.GetProperty("decision").GetString() == Block;
        totals[name] = totals.GetValueOrDefault(name).With(new BlockTotal(1, isBlock ? 1 : 0, isBlock ? payment.GetProperty("amount").GetDouble() : 0));
    }

    private static string[] Unless(bool holds, string text) => holds ? [] : [text];
}
