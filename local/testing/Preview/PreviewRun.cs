using System.Globalization;
using System.Text;
using System.Text.Json;
using Serverless.Durable.Ports;
using Serverless.Streams;
using Serverless.Streams.Codec;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Local.Testing;

/// <summary>Runs a pipeline over a few recorded events and shows what each stage made of them. Nothing is written anywhere.</summary>
public static class PreviewRun
{
    private const int WidestText = 60;

    /// <summary>Runs it; with the first version of its tables and its model beside the pipeline, or, where there is none, with the score 0.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="records">Topic, bytes and arrival, in order.</param>
    /// <returns>A table per stage.</returns>
    /// <exception cref="PipelineException">The definition is wrong.</exception>
    /// <exception cref="TestRunException">A topic is no source, or the model does not fit.</exception>
    public static async Task<IReadOnlyList<PreviewTable>> RunAsync(Pipeline pipeline, IReadOnlyList<(string Topic, byte[] Value, DateTimeOffset Arrival)> records)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(records);
        var plan = pipeline.Build();
        var (models, note) = await ModelAsync(pipeline, plan).ConfigureAwait(false);
        using var open = models as IDisposable;
        var inference = plan.Tables.IsEmpty ? models : new GivenTables(pipeline.GetType(), plan, models, []);
        var run = await TestStages.RunAsync(plan, inference, [.. records.Select(record => new TestRecord(record.Topic, record.Value, record.Arrival))], takeovers: false).ConfigureAwait(false);
        return
        [
            Cleansing(plan, run.Log),
            .. plan.Keys.Where(key => key.Index < plan.Keys.Length - 1).Select(key => Values(plan, key, run.Log)),
            Predictions(plan, run.Log, note),
            Windows(plan, run.Log),
        ];
    }

    private static async Task<(IInference? Models, string Note)> ModelAsync(Pipeline pipeline, PipelinePlan plan) =>
        plan.Model is not { } model ? (null, "")
        : CommittedModel.FolderOf(pipeline.GetType()) is not null ? (await CommittedModel.OpenAsync(pipeline.GetType(), model).ConfigureAwait(false), "")
        : (new GivenModel(model, _ => 0, model.Parameters.ToDictionary(name => name, _ => 0.0)), " (no model version beside the pipeline: the score is 0)");

    private static PreviewTable Cleansing(PipelinePlan plan, MemoryLog log)
    {
        var rows = new List<IReadOnlyList<string>>();
        var results = new List<Cleansed>();
        foreach (var source in plan.Sources)
        {
            foreach (var record in log.All(source.Topic))
            {
                results.Clear();
                source.Execution.Cleanse(record.Value.Span, record.Timestamp, results);
                foreach (var result in results)
                {
                    var steps = source.Steps.Where((_, index) => (result.Steps & (1UL << index)) != 0).Select(step => step.Name);
                    rows.Add([
                        $"{source.Topic}/{record.Offset}",
                        result.Kind == CleansedKind.Clean ? "clean" : result.Kind == CleansedKind.Dropped ? "dropped" : "dead: " + result.Reason,
                        string.Join(", ", steps),
                        result.Kind == CleansedKind.Clean ? Short(Json(source, result.Record!)) : Short($"{result.Rule} {result.Field} {result.Detail}"),
                    ]);
                }
            }
        }

        return new PreviewTable("Cleanse", ["record", "outcome", "steps that acted", "event, or why not"], rows);
    }

    private static PreviewTable Values(PipelinePlan plan, KeyPlan key, MemoryLog log)
    {
        var aggregates = key.Tracks.SelectMany(track => track.Aggregates).OrderBy(aggregate => !aggregate.Spec.IsNumber).ThenBy(aggregate => aggregate.Slot).ToArray();
        var rows = new List<IReadOnlyList<string>>();
        var next = plan.Keys[key.Index + 1];
        foreach (var record in log.All(next.Topic))
        {
            if (record.TryGetHeader(KeyedHeader.Name, out var bytes) && KeyedHeader.KindOf(bytes.Span) == KeyedRecordKind.Event
                && KeyedHeader.Parse(bytes) is var header && plan.SourceOf(header.Source) is { IsScored: true } source)
            {
                var (numbers, objects) = (new double[next.Arrives.Numbers.Length], new object?[next.Arrives.Objects.Length]);
                var item = source.Execution.Decode(EventValue.Read(record.Value, next.Arrives, numbers, objects).Span);
                rows.Add([$"{source.Topic}/{header.SourceOffset}", key.KeyOf(item), .. aggregates.Select(aggregate => aggregate.Spec.IsNumber ? Text(numbers[aggregate.Slot]) : Short(Text(objects[aggregate.Slot])))]);
            }
        }

        return new PreviewTable($"Window by {key.Name}", ["record", key.Name, .. aggregates.Select(aggregate => aggregate.Name)], Sorted(rows));
    }

    private static PreviewTable Predictions(PipelinePlan plan, MemoryLog log, string note)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var record in log.All(plan.Predictions))
        {
            using var document = JsonDocument.Parse(record.Value);
            var root = document.RootElement;
            rows.Add([
                Short(root.GetProperty("id").GetString()!),
                .. root.GetProperty("features").EnumerateArray().Select(Text),
                root.TryGetProperty("score", out var score) ? Text(score) : "",
                root.TryGetProperty("decision", out var decision) ? decision.GetString()! : "",
                string.Join(", ", root.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString())),
            ]);
        }

        return new PreviewTable("Score" + note, ["event", .. plan.Model?.Features.Select(feature => feature.Name) ?? [], "score", "decision", "reasons"], Sorted(rows));
    }

    private static PreviewTable Windows(PipelinePlan plan, MemoryLog log)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var record in log.All(plan.Events))
        {
            var isLate = record.TryGetHeader(OutputHeaders.Type, out var type) && type.Span.SequenceEqual("late"u8);
            rows.Add([isLate ? "late event" : "closed window", Short(Encoding.UTF8.GetString(record.Value.Span), 3 * WidestText)]);
        }

        return new PreviewTable("Closed windows, late events", ["what", "value"], rows);
    }

    private static List<IReadOnlyList<string>> Sorted(List<IReadOnlyList<string>> rows) => [.. rows.OrderBy(row => row[0].Length).ThenBy(row => row[0], StringComparer.Ordinal)];

    private static string Json(SourcePlan source, object record)
    {
        var json = new ByteWriter();
        source.Execution.Encode(record, json);
        return Encoding.UTF8.GetString(json.ToArray());
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Number ? Text(value.GetDouble()) : "";

    private static string Text(double value) => double.IsNaN(value) ? "" : value.ToString("G6", CultureInfo.InvariantCulture);

    private static string Text(object? value) => value switch
    {
        null => "",
        double[] numbers => string.Join(", ", numbers.Select(Text)),
        string[] texts => string.Join(", ", texts),
        _ => (string)value,
    };

    private static string Short(string text, int most = WidestText) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
