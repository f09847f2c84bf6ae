using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Serverless.Durable.Telemetry;
using Serverless.Streams;
using Serverless.Streams.Outputs;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Local.Testing;

/// <summary>Reads a run's topics as any consumer would.</summary>
internal sealed class ResultReader<T>
    where T : class
{
    private readonly PipelinePlan _plan;
    private readonly MemoryLog _log;
    private readonly Dictionary<string, TestDeadLetter> _dead = new(StringComparer.Ordinal);
    private readonly Dictionary<string, T> _clean = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _originOf = new(StringComparer.Ordinal);

    private ResultReader(PipelinePlan plan, MemoryLog log) => (_plan, _log) = (plan, log);

    public static TestResult<T> Read(PipelinePlan plan, TestStages run)
    {
        var reader = new ResultReader<T>(plan, run.Log);
        reader.ReadDead();
        reader.ReadClean();
        var features = new Dictionary<string, FeatureRow>(StringComparer.Ordinal);
        var predictions = new Dictionary<string, TestPrediction<T>>(StringComparer.Ordinal);
        foreach (var record in run.Log.All(plan.Predictions))
        {
            var (prediction, row) = reader.Prediction(record);
            predictions[prediction.Id] = prediction;
            if (row is not null)
            {
                features[prediction.Id] = row;
            }
        }

        var events = run.Log.All(plan.Events).ToLookup(record => Header(record, OutputHeaders.Type));
        var counters = run.Services.Counters;
        return new TestResult<T>
        {
            Clean = new EventDictionary<T>("clean event", reader._clean, reader.Whereabouts),
            Dead = new EventDictionary<TestDeadLetter>("dead letter", reader._dead, _ => null),
            Dropped = counters.Details(PipelineCounters.Dropped),
            Steps = counters.Details(PipelineCounters.Steps),
            AbsentKeys = counters.Details(PipelineCounters.AbsentKeys),
            Repeats = counters.Total(PipelineCounters.Duplicates),
            Late = [.. events["late"].Select(record => Header(record, OutputHeaders.Origin))],
            Features = new EventDictionary<FeatureRow>("features", features, reader.Whereabouts),
            Predictions = new EventDictionary<TestPrediction<T>>("prediction", predictions, reader.Whereabouts),
            Windows = events["window"].Select(Window).ToLookup(window => window.Name, window => window.Result, StringComparer.Ordinal),
            WindowNames = [.. plan.Keys.SelectMany(key => key.Windows).Select(window => window.Name)],
            Routes = plan.Routes.Select(route => route.Topic).Distinct().ToDictionary(
                topic => topic, topic => (IReadOnlyList<TestPrediction<T>>)[.. run.Log.All(topic).Select(record => reader.Prediction(record).Prediction)], StringComparer.Ordinal),
        };
    }

    private void ReadDead()
    {
        foreach (var record in _log.All(_plan.Dead))
        {
            var dead = new TestDeadLetter(
                Header(record, OutputHeaders.Origin), Header(record, OutputHeaders.Reason), Header(record, OutputHeaders.Rule), Header(record, OutputHeaders.Field), Header(record, OutputHeaders.Detail), record.Value);
            _dead[dead.Origin] = dead;
        }
    }

    private void ReadClean()
    {
        foreach (var record in _plan.Keys.SelectMany(key => _log.All(key.Topic)))
        {
            if (!record.TryGetHeader(KeyedHeader.Name, out var bytes) || KeyedHeader.KindOf(bytes.Span) != KeyedRecordKind.Event)
            {
                continue;
            }

            var header = KeyedHeader.Parse(bytes);
            if (_plan.SourceOf(header.Source) is { IsScored: true } source && source.Execution.Decode(EventValue.Json(record.Value).Span) is T item)
            {
                var origin = Encoding.UTF8.GetString(Utf8Text.Origin(source.Topic, header.SourcePartition, header.SourceOffset, header.SourceOrdinal));
                var id = source.Execution.UniqueOf(item) ?? origin;
                _clean.TryAdd(id, item);
                _originOf.TryAdd(id, origin);
            }
        }
    }

    /// <summary>Where an event went that has no prediction.</summary>
    private string? Whereabouts(string id)
    {
        if (_dead.TryGetValue(id, out var dead) || (_originOf.TryGetValue(id, out var origin) && _dead.TryGetValue(origin, out dead)))
        {
            return $"it is a dead letter: {dead}";
        }

        // Of an event that was never clean nothing but its bytes tells the id.
        var quoted = JsonSerializer.SerializeToUtf8Bytes(id);
        dead = _dead.Values.FirstOrDefault(letter => letter.Value.Span.IndexOf(quoted) >= 0);
        return dead is not null ? $"perhaps it is this dead letter: {dead}"
            : _clean.ContainsKey(id) ? "it was clean, but came too late, or not through all keys." : null;
    }

    private (TestPrediction<T> Prediction, FeatureRow? Features) Prediction(LogRecord record)
    {
        using var document = JsonDocument.Parse(record.Value);
        var root = document.RootElement;
        var id = root.GetProperty("id").GetString()!;
        var origin = Header(record, OutputHeaders.Origin);
        var source = _plan.Sources.First(each => origin.StartsWith(each.Topic + "/", StringComparison.Ordinal));
        var prediction = new TestPrediction<T>(
            id,
            root.GetProperty("time").GetDateTimeOffset(),
            (T)source.Execution.Decode(Encoding.UTF8.GetBytes(root.GetProperty("event").GetRawText())),
            root.TryGetProperty("score", out var score) ? score.GetDouble() : double.NaN,
            root.TryGetProperty("decision", out var decision) ? decision.GetString()! : "",
            [.. root.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()!)],
            root.TryGetProperty("late", out _));
        return (prediction, _plan.Model is { } model
            ? new FeatureRow($"the event \"{id}\"", [.. model.Features.Select(feature => feature.Name)], [.. root.GetProperty("features").EnumerateArray().Select(Number)])
            : null);
    }

    private static (string Name, TestWindow Result) Window(LogRecord record)
    {
        using var document = JsonDocument.Parse(record.Value);
        var root = document.RootElement;
        var (name, key, start) = (root.GetProperty("window").GetString()!, root.GetProperty("key").GetString()!, root.GetProperty("start").GetDateTimeOffset());
        var values = root.EnumerateObject().Where(member => member.Name is not ("window" or "key" or "start" or "end" or "revision")).ToArray();
        var row = new FeatureRow($"the window {name} of \"{key}\" from {start:O}", [.. values.Select(member => member.Name)], [.. values.Select(member => Number(member.Value))]);
        return (name, new TestWindow(key, start, root.GetProperty("end").GetDateTimeOffset(), root.GetProperty("revision").GetInt64(), row, root.Clone()));
    }

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;

    private static string Header(LogRecord record, string name) => record.TryGetHeader(name, out var value) ? Encoding.UTF8.GetString(value.Span) : "";
}
