using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Serverless.Streams.Codec;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Changes;

/// <summary>What a plan says, without its lambdas: it can be written down and compared with a later one.</summary>
public sealed class PlanOutline
{
    private const int MostBytes = 16 << 20;

    internal PlanOutline(string pipeline, string version, ImmutableArray<PlanElement> elements) => (Pipeline, Version, Elements) = (pipeline, version, elements);

    /// <summary>The pipeline's name.</summary>
    public string Pipeline { get; }

    /// <summary>The plan's version.</summary>
    public string Version { get; }

    internal ImmutableArray<PlanElement> Elements { get; }

    /// <summary>Of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>Its outline.</returns>
    public static PlanOutline Of(PipelinePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var elements = ImmutableArray.CreateBuilder<PlanElement>();
        elements.Add(new(ElementKind.Pipeline, "shards", Text(plan.Shards)));
        elements.Add(new(ElementKind.Pipeline, "generation", Text(plan.Generation)));
        elements.Add(new(ElementKind.Pipeline, "events are taken", plan.AtWatermark ? "at the watermark" : "at arrival"));
        foreach (var source in plan.Sources)
        {
            AddSource(elements, plan, source);
        }

        foreach (var key in plan.Keys)
        {
            AddKey(elements, plan, key);
        }

        foreach (var table in plan.Tables)
        {
            elements.Add(new(ElementKind.Stateless, "table " + table.Name, $"{table.Row.FullName} by {LambdaText.Body(table.Key)}"));
        }

        foreach (var step in plan.BeforeModel.Concat(plan.AfterModel))
        {
            elements.Add(new(ElementKind.Stateless, "value " + step.Name, step.Text));
        }

        if (plan.Model is { } model)
        {
            elements.Add(new(ElementKind.Stateless, "model " + model.Name, string.Join(", ", model.Features.Select(feature => $"{feature.Name} from {feature.From}"))));
        }

        foreach (var route in plan.Routes)
        {
            elements.Add(new(ElementKind.Stateless, "route to " + route.Topic, route.Text ?? "every event"));
        }

        return new PlanOutline(plan.Name, plan.Version, elements.ToImmutable());
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The bytes.</param>
    /// <returns>The outline.</returns>
    /// <exception cref="FormatException">It is no written plan.</exception>
    public static PlanOutline Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MostBytes)
        {
            throw new FormatException($"A written plan has at most {MostBytes >> 20} MB.");
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new PlanOutline(root.GetProperty("pipeline").GetString()!, root.GetProperty("version").GetString()!, [.. root.GetProperty("elements").EnumerateArray().Select(Element)]);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new FormatException("It is no plan as ./serverless explain --json writes it.", failure);
        }
    }

    /// <summary>The written plan.</summary>
    /// <returns>JSON: <c>pipeline</c>, <c>version</c>, <c>elements</c>.</returns>
    public string ToJson()
    {
        var target = new ByteWriter(4096);
        using (var json = new Utf8JsonWriter(target, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("pipeline", Pipeline);
            json.WriteString("version", Version);
            json.WriteStartArray("elements");
            foreach (var element in Elements)
            {
                json.WriteStartObject();
                json.WriteString("kind", element.Kind.ToString());
                json.WriteString("name", element.Name);
                json.WriteString("meaning", element.Meaning);
                json.WriteString("home", element.Home);
                json.WriteNumber("reach", element.Reach);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(target.Written);
    }

    private static void AddSource(ImmutableArray<PlanElement>.Builder elements, PipelinePlan plan, SourcePlan source)
    {
        elements.Add(new(ElementKind.Source, source.Topic, source.Record.FullName + (source.IsScored ? ", scored" : "")));
        elements.Add(new(ElementKind.EventTime, source.Topic, source.TimeText));
        if (source.UniqueWithin is { } within)
        {
            var text = source.Steps.First(step => step.Verb == "Unique").Text;
            elements.Add(new(ElementKind.Unique, source.Topic, text, Reach: (long)within.TotalMilliseconds));
        }

        var bounds = $"outOfOrder {SpanText.Of(source.OutOfOrder)}, idle {(source.Idle is { } idle ? SpanText.Of(idle) : "never")}, ahead {SpanText.Of(source.Ahead)}";
        var steps = source.Steps.Where(step => step.Verb is not ("Unique" or "Time")).Select(step => $"{step.Verb} {step.Text}");
        elements.Add(new(ElementKind.Cleansing, source.Topic, string.Join('\n', [bounds, source.Schema, .. steps])));
        foreach (var entry in source.Entries)
        {
            elements.Add(new(ElementKind.Entry, $"{source.Topic} at {plan.Keys[entry.Key].Name}", LambdaText.Body(entry.Text)));
        }
    }

    private static void AddKey(ImmutableArray<PlanElement>.Builder elements, PipelinePlan plan, KeyPlan key)
    {
        elements.Add(new(ElementKind.Key, key.Name, $"{Text(key.Index + 1)}: {LambdaText.Body(key.Text)}"));
        foreach (var track in key.Tracks)
        {
            var home = $"{(track.Source is { } source ? plan.Sources[source].Topic : "events")} by {key.Name}";
            elements.Add(new(ElementKind.Rows, home, track.Hash, Reach: track.Reach));
            foreach (var aggregate in track.Aggregates)
            {
                elements.Add(new(ElementKind.Trailing, aggregate.Name, ExplainPage.Meaning(track, aggregate), home, aggregate.Span + aggregate.Delay));
            }
        }

        foreach (var window in key.Windows)
        {
            elements.Add(new(ElementKind.Window, window.Name, window.Hash, key.Name, window.Size));
            foreach (var aggregate in window.Aggregates)
            {
                elements.Add(new(ElementKind.WindowAggregate, $"{window.Name}.{aggregate.Name}", aggregate.Hash.ToString("x16", CultureInfo.InvariantCulture), window.Name));
            }
        }
    }

    private static PlanElement Element(JsonElement json) => new(
        Enum.Parse<ElementKind>(json.GetProperty("kind").GetString()!),
        json.GetProperty("name").GetString()!,
        json.GetProperty("meaning").GetString()!,
        json.GetProperty("home").GetString()!,
        json.GetProperty("reach").GetInt64());

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
