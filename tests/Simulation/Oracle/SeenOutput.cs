using System.Text;
using System.Text.Json;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>An output as a reader behind the last-id rule sees it.</summary>
internal sealed record SeenOutput(string Topic, string Type, string Rule, string Id, string? Window, int Revision, int Count, string Origin)
{
    public static SeenOutput Of(PipelinePlan plan, LogRecord record)
    {
        string Header(string name) => record.TryGetHeader(name, out var value) ? Encoding.UTF8.GetString(value.Span) : string.Empty;
        if (record.Topic == plan.Dead)
        {
            return new SeenOutput(record.Topic, "dead", string.Empty, Header(OutputHeaders.Origin), null, 0, 0, Header(OutputHeaders.Origin));
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
                string.Empty)
            : new SeenOutput(record.Topic, Header(OutputHeaders.Type), Header(OutputHeaders.Rule), root.GetProperty("id").GetString()!, null, 0, 0, Header(OutputHeaders.Origin));
    }
}
