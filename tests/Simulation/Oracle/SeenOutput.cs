using System.Text;
using System.Text.Json;
using Serverless.Streams;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Cluster;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>An output as a reader behind the last-id rule sees it.</summary>
internal sealed record SeenOutput(string Topic, string Type, string Rule, string Id, string? Window, int Revision, int Count, string Origin, OutputId Output)
{
    public static SeenOutput Of(PipelinePlan plan, LogRecord record)
    {
        string Header(string name) => record.TryGetHeader(name, out var value) ? Encoding.UTF8.GetString(value.Span) : string.Empty;
        var output = OutputIds.Of(record)!.Value;
        if (record.Topic == plan.Dead)
        {
            return new SeenOutput(record.Topic, "dead", string.Empty, $"{Header(OutputHeaders.Origin)} of {Whose(plan, record, output)}", null, 0, 0, Header(OutputHeaders.Origin), output);
        }

        using var json = JsonDocument.Parse(record.Value);
        var root = json.RootElement;
        return Header(OutputHeaders.Type) == "window"
            ? new SeenOutput(
                record.Topic,
                "window",
                string.Empty,
                $"{root.GetProperty("key").GetString()} {root.GetProperty("start").GetString()}",
                root.GetProperty("window").GetString(),
                root.GetProperty("revision").GetInt32(),
                (int)root.GetProperty("events").GetDouble(),
                string.Empty,
                output)
            : new SeenOutput(record.Topic, Header(OutputHeaders.Type), Header(OutputHeaders.Rule), root.GetProperty("id").GetString()!, null, 0, 0, Header(OutputHeaders.Origin), output);
    }

    /// <summary>Whose a dead letter is: offsets come again with each epoch. A keyed stage's holds the event; one of Cleanse may hold anything.</summary>
    private static string Whose(PipelinePlan plan, LogRecord dead, OutputId output)
    {
        if (plan.Sources.Any(source => source.Topic == output.Writer.Stage))
        {
            return $"epoch {output.Writer.Generation}";
        }

        using var json = JsonDocument.Parse(dead.Value.Span[0] == (byte)'{' ? dead.Value : EventValue.Json(dead.Value));
        return json.RootElement.GetProperty("id").GetString()!;
    }
}
